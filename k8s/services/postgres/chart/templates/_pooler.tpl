{{/* Members ask it when they are scraped. */}}
{{- define "postgres.poolerMeasured" -}}
{{- if and (include "postgres.monitored" .) (ne (include "postgres.pooler" .) "none") }}yes{{ end }}
{{- end }}

{{/* Whether the pooler itself answers, short of the database. PgBouncer's one process answers GSSENCRequest whatever it waits for else, and logs
nothing, unlike of a SSLRequest that ends there. Pgpool-II needs a process that has no client for it: full, or with all clients waiting for a
new leader, it would be taken out, or even killed. There only the port counts; that it serves nobody any more is what PostgresPoolerDown tells. */}}
{{- define "postgres.poolerProbe" -}}
{{- if eq (include "postgres.pooler" .) "pgbouncer" -}}
exec: {command: [bash, -c, 'exec 3<>/dev/tcp/localhost/5432; printf "\0\0\0\10\4\322\26\60" >&3; read -rN1 -t2 <&3']}
timeoutSeconds: 3
{{- else -}}
tcpSocket: {port: postgresql}
{{- end }}
{{- end }}

{{/* The databases that clients use, each once */}}
{{- define "postgres.databases" -}}
{{- $databases := list -}}
{{- range .Values.service.clients }}{{ $databases = append $databases .database }}{{ end -}}
{{ $databases | uniq | toJson }}
{{- end }}

{{/* Whether reads go over the Service of the ready members, too */}}
{{- define "postgres.spread" -}}
{{- if and .Values.service.pooler.spreadReads (or (eq (include "postgres.pooler" .) "pgbouncer") (ne .Values.service.mode "citus")) }}yes{{ end }}
{{- end }}

{{/* Server connections of one pool: of a Pgpool-II pod to a role Service, or of a PgBouncer pod to one for one database. All pools together may
end at the leader, as it is among the ready members, and at times the only one; they leave it 20 for members, dbops and people, and 10 for each
client that comes directly. Citus lets clients have 70 %. */}}
{{- define "postgres.poolSize" -}}
{{- $front := index (include "postgres.groups" . | fromYamlArray) 0 -}}
{{- $connections := (include "postgres.parameters" (list . $front) | fromYaml).max_connections | int -}}
{{- $percent := ternary 70 100 (eq .Values.service.mode "citus") -}}
{{- $kept := 20 -}}
{{- range .Values.service.clients }}{{ if .direct }}{{ $kept = add $kept 10 }}{{ end }}{{ end -}}
{{- $databases := ternary (len (include "postgres.databases" . | fromJsonArray)) 1 (eq (include "postgres.pooler" .) "pgbouncer") -}}
{{- $pools := mul .Values.service.pooler.replicas (max 1 $databases) (ternary 2 1 (eq (include "postgres.spread" .) "yes")) -}}
{{- $size := div (sub (div (mul $connections $percent) 100) $kept) $pools -}}
{{- if lt $size 4 }}
{{- $least := div (add (mul (add $kept (mul 4 $pools)) 100) (sub $percent 1)) $percent -}}
{{- fail (printf "With max_connections %d the poolers cannot serve: they have %d pools, and each needs 4 connections that nobody else takes. Set max_connections to %d or more, which restarts the members; or take fewer pods, databases or clients of the leader itself; or do not spread reads." $connections $pools $least) }}
{{- end -}}
{{ $size }}
{{- end }}

{{- define "postgres.pgpool" -}}
{{- $front := include "postgres.front" . -}}
{{- $spread := eq (include "postgres.spread" .) "yes" -}}
pool_hba.conf: |
  hostssl all all 0.0.0.0/0 scram-sha-256
pgpool.conf: |
  listen_addresses = '*'
  port = 5432
  pid_file_name = '/run/pooler/pgpool.pid'
  logdir = '/run/pooler'
  pcp_listen_addresses = 'localhost'
  log_destination = 'stderr'

  # The addresses stay, who is behind them is Patroni's business: nothing here ever takes one out.
  backend_clustering_mode = 'streaming_replication'
  backend_hostname0 = '{{ $front }}'
  backend_port0 = 5432
  backend_weight0 = 1
  backend_flag0 = 'ALWAYS_PRIMARY|DISALLOW_TO_FAILOVER'
  {{- if $spread }}
  backend_hostname1 = '{{ $front }}-ro'
  backend_port1 = 5432
  backend_weight1 = 1
  backend_flag1 = 'DISALLOW_TO_FAILOVER'
  {{- end }}
  failover_command = ''
  failover_on_backend_error = off
  # or clients of a leader that is shut down wait for 5 s: it notes the node as gone first, and then does not let it go
  failover_on_backend_shutdown = off
  health_check_period = 0
  sr_check_period = 0
  use_watchdog = off
  load_balance_mode = {{ ternary "on" "off" $spread }}
  disable_load_balance_on_write = 'transaction'
  statement_level_load_balance = off

  enable_pool_hba = on
  pool_passwd = 'pool_passwd'
  allow_clear_text_frontend_auth = off
  ssl = on
  ssl_cert = '/run/secrets/tls/tls.crt'
  ssl_key = '/run/secrets/tls/tls.key'
  ssl_ca_cert = '/run/secrets/tls/ca.crt'

  # A process for each session, with one connection to each backend. With more it would keep idle ones of clients that it served before, and
  # there could be fewer sessions.
  num_init_children = {{ include "postgres.poolSize" . }}
  max_pool = 1
  memory_cache_enabled = off
  # What it knows about tables; the defaults ask for 130 MB.
  memqcache_total_size = 4194304
  memqcache_max_num_cache = 4096
  # A connection to a node that vanished is not kept for long.
  connection_life_time = 60
  child_life_time = 300
  connect_timeout = 3000
{{- end }}

{{- define "postgres.pgbouncer" -}}
{{- $front := include "postgres.front" . -}}
pgbouncer.ini: |
  [databases]
  {{- $databases := include "postgres.databases" . | fromJsonArray }}
  {{- range $databases }}
  {{ . }} = host={{ $front }} port=5432
  {{- if include "postgres.spread" $ }}
  {{- if has (print . "_ro") $databases }}
  {{- fail (printf "PgBouncer would offer %s for reading under the name %s_ro, and a client's database has that name already. Rename this one, do not spread reads, or take Pgpool-II." . .) }}
  {{- end }}
  {{ . }}_ro = host={{ $front }}-ro port=5432 dbname={{ . }}
  {{- end }}
  {{- end }}

  [pgbouncer]
  listen_addr = *
  listen_port = 5432
  unix_socket_dir =
  pool_mode = transaction
  auth_type = scram-sha-256
  auth_file = /run/pooler/userlist.txt
  auth_user = pooler
  auth_query = SELECT name, verifier FROM pooler.lookup($1)
  # What a client asks for in options could not hold, as its next transaction may have another session; refused, many could not connect at
  # all. With a list that lacks options, versions before 1.26.1 can be made to spin by anybody (CVE-2026-107349).
  ignore_startup_parameters = extra_float_digits, options

  client_tls_sslmode = require
  client_tls_cert_file = /run/secrets/tls/tls.crt
  client_tls_key_file = /run/secrets/tls/tls.key
  client_tls_protocols = secure
  server_tls_sslmode = verify-full
  server_tls_ca_file = /run/secrets/tls/ca.crt
  server_tls_protocols = secure

  max_client_conn = 2000
  # For all clients of a database; one connection stays to look accounts up.
  max_db_connections = {{ include "postgres.poolSize" . }}
  default_pool_size = {{ sub (include "postgres.poolSize" . | int) 1 }}
  server_lifetime = 600
  # After a switchover it tries again soon, and notices within seconds when a node vanished.
  server_login_retry = 0.2
  server_connect_timeout = 3
  query_wait_timeout = 30
  tcp_keepidle = 3
  tcp_keepintvl = 1
  tcp_keepcnt = 3
  tcp_user_timeout = 5000
{{- end }}
