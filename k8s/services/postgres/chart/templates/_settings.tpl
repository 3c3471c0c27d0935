{{/* A quantity of memory or storage in MiB */}}
{{- define "postgres.mebibytes" -}}
{{- $number := regexFind "^[0-9]+" . | int -}}
{{- if hasSuffix "Ti" . }}{{ mul $number 1048576 }}{{ else if hasSuffix "Gi" . }}{{ mul $number 1024 }}{{ else }}{{ $number }}{{ end }}
{{- end }}

{{/* Whole cores, at least one */}}
{{- define "postgres.cores" -}}
{{- if hasSuffix "m" . }}{{ max 1 (div (trimSuffix "m" . | int) 1000) }}{{ else }}{{ max 1 (floor (float64 .) | int) }}{{ end }}
{{- end }}

{{/* Thousandths of a core */}}
{{- define "postgres.millicores" -}}
{{- if hasSuffix "m" . }}{{ trimSuffix "m" . }}{{ else }}{{ round (mulf 1000 (float64 .)) 0 | int }}{{ end }}
{{- end }}

{{/* Start values from memory (M), cores (C) and storage, with what the form sets over them; takes (list ROOT GROUP). The rules are those
that the form tells at each field. */}}
{{- define "postgres.parameters" -}}
{{- $root := index . 0 -}}
{{- $group := index . 1 -}}
{{- $set := $root.Values.service.parameters -}}
{{- $citus := hasKey $group "citus" -}}
{{- $memory := include "postgres.mebibytes" $group.size.memory | int -}}
{{- $storage := include "postgres.mebibytes" $group.size.storage | int -}}
{{- $cores := include "postgres.cores" $group.size.cpu | int -}}
{{- if or (lt $memory 512) (lt (include "postgres.millicores" $group.size.cpu | int) 200) }}
{{- fail (printf "A member cannot live in %s of memory and a CPU of %s: PostgreSQL and Patroni need 512Mi and 200m at least. Give it more." $group.size.memory $group.size.cpu) }}
{{- end }}
{{- with $set.shared_buffers }}
{{- $buffers := mul (regexFind "^[0-9]+" . | int) (ternary 1024 1 (hasSuffix "GB" .)) }}
{{- if gt $buffers (div $memory 2) }}
{{- fail (printf "shared_buffers of %s are more than half of the memory of a member, %s: it would be killed for taking too much. Leave shared_buffers empty, set %dMB at most, or give members more memory." . $group.size.memory (div $memory 2)) }}
{{- end }}
{{- end }}
{{- $connections := ternary 100 (ternary 200 400 (lt $memory 32768)) (lt $memory 8192) -}}
{{- $connections = default $connections $set.max_connections | int -}}
{{- $wal := max 256 (min (div $memory 2) (div $storage 5)) -}}
shared_buffers: {{ div $memory 4 }}MB
effective_cache_size: {{ div (mul $memory 7) 10 }}MB
max_connections: {{ $connections }}
work_mem: {{ max 4 (min 64 (div (div $memory 4) $connections)) }}MB
maintenance_work_mem: {{ max 32 (min 2048 (div $memory 16)) }}MB
max_wal_size: {{ $wal }}MB
min_wal_size: {{ max 80 (div $wal 4) }}MB
max_slot_wal_keep_size: {{ max 512 (div (mul $storage 35) 100) }}MB
temp_file_limit: {{ min 2097151 (div $storage 10) }}MB
max_worker_processes: {{ add $cores (ternary 24 8 $citus) }}
max_parallel_workers: {{ $cores }}
max_parallel_workers_per_gather: {{ max 1 (min 4 (div $cores 2)) }}
autovacuum_max_workers: 3
autovacuum_vacuum_scale_factor: 0.1
checkpoint_timeout: 900
random_page_cost: 1.1
effective_io_concurrency: 200
default_statistics_target: 100
idle_in_transaction_session_timeout: 600000
log_min_duration_statement: 1000
{{- range $name, $value := omit $set "max_connections" }}
{{ $name }}: {{ $value }}
{{- end }}
{{- end }}

{{/* The part of Patroni's dynamic configuration that `dbops settings` brings about; takes (list ROOT GROUP) */}}
{{- define "postgres.dynamic" -}}
{{- $citus := hasKey (index . 1) "citus" -}}
{{- $parameters := include "postgres.parameters" . | fromYaml -}}
# A lost leader is noticed after ttl seconds; less makes short pauses of the API server a failover.
ttl: 20
loop_wait: 5
retry_timeout: 5
primary_start_timeout: 30
maximum_lag_on_failover: 1048576
# No write is acknowledged before a second member has it, not even when no second one is there.
synchronous_mode: "on"
synchronous_mode_strict: true
# The leader goes on without the API server as long as all members answer it.
failsafe_mode: true
postgresql:
  parameters:
    {{- $parameters | toYaml | nindent 4 }}
    wal_level: {{ ternary "logical" "replica" $citus }}
    max_wal_senders: {{ ternary 20 10 $citus }}
    max_replication_slots: {{ ternary 20 10 $citus }}
    max_prepared_transactions: {{ ternary (mul 2 (int $parameters.max_connections)) 0 $citus }}
    max_locks_per_transaction: {{ ternary 128 64 $citus }}
    wal_log_hints: "on"
    wal_compression: lz4
    hot_standby_feedback: "on"
    huge_pages: try
    track_io_timing: "on"
    # Slow statements are logged without what clients put into them.
    log_parameter_max_length: 0
    log_lock_waits: "on"
    log_checkpoints: "on"
    log_autovacuum_min_duration: 1000
    tcp_keepalives_idle: 10
    tcp_keepalives_interval: 3
    tcp_keepalives_count: 3
    tcp_user_timeout: 15000
    {{- if $citus }}
    max_logical_replication_workers: 12
    citus.max_client_connections: {{ div (mul (int $parameters.max_connections) 7) 10 }}
    {{- end }}
{{- end }}

{{/* Who may sign in from where; what is not named is refused. Accounts with power need a certificate of this database's authority, too. */}}
{{- define "postgres.access" -}}
- local all postgres peer
- local replication replicator scram-sha-256
- hostssl all postgres all scram-sha-256 clientcert=verify-ca
- hostssl replication replicator all scram-sha-256 clientcert=verify-ca
- hostssl postgres rewind all scram-sha-256 clientcert=verify-ca
- hostssl all exporter 127.0.0.1/32 scram-sha-256
- hostssl all exporter ::1/128 scram-sha-256
- hostssl all pooler all scram-sha-256
{{- range .Values.service.clients }}
- hostssl "{{ .database }}" "{{ .name | replace "-" "_" }}" all scram-sha-256
{{- if eq $.Values.service.mode "citus" }}{{/* a node signs in to itself for its client, too */}}
- local "{{ .database }}" "{{ .name | replace "-" "_" }}" scram-sha-256
{{- end }}
{{- end }}
- local all all reject
- host all all all reject
{{- end }}
