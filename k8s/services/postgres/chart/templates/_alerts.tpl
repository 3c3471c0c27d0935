{{/* The sum over a group, which is in its members' names: postgres-2-0 is of postgres-2; takes (list LABEL EXPRESSION), of the label that names
the member */}}
{{- define "postgres.byGroup" -}}
sum by (namespace, group) (label_replace({{ index . 1 }}, "group", "$1", "{{ index . 0 }}", "(.*)-[0-9]+"))
{{- end }}

{{/* The groups of which no member tells a metric: in a sum they are not low, but missing; takes (list ROOT LABEL METRIC) */}}
{{- define "postgres.silent" -}}
{{- $root := index . 0 -}}
{{- $silent := list -}}
{{- range include "postgres.groups" $root | fromYamlArray }}
{{- $members := printf `%s{namespace="%s", %s=~"%s-[0-9]+"}` (index $ 2) $root.Release.Namespace (index $ 1) .name -}}
{{- $silent = append $silent (printf `label_replace(absent(%s), "group", "%s", "", "")` $members .name) -}}
{{- end -}}
{{ join " or " $silent }}
{{- end }}

{{- define "postgres.alerts" -}}
{{- $here := printf `{namespace="%s"}` .Release.Namespace -}}
- alert: PostgresLeaderMissing
  expr: {{ include "postgres.byGroup" (list "name" (print "patroni_primary" $here)) }} != 1 or {{ include "postgres.silent" (list . "name" "patroni_primary") }}
  for: 30s
  labels: {severity: page}
  annotations: {summary: "{{ "{{ $labels.group }}" }} has no leader, or two", runbook: postgres-leader-missing}
- alert: PostgresStandbyMissing
  # Of a group that is gone, PostgresLeaderMissing tells.
  expr: {{ include "postgres.byGroup" (list "name" (printf "(patroni_sync_standby%s + patroni_quorum_standby%s)" $here $here)) }} == 0
  for: 2m
  labels: {severity: page}
  annotations: {summary: "{{ "{{ $labels.group }}" }} acknowledges no write: it has no synchronous standby", runbook: postgres-standby-missing}
- alert: PostgresStandbyOff
  # A member that is down tells nothing: what is counted is who streams. One that fetches WAL from the archive does not.
  expr: {{ include "postgres.byGroup" (list "name" (print "patroni_postgres_streaming" $here)) }} < {{ sub .Values.service.members 1 }}
  for: 10m
  labels: {severity: warning}
  annotations: {summary: "A member of {{ "{{ $labels.group }}" }} does not follow its leader", runbook: postgres-standby-off}
- alert: PostgresApiServerUnseen
  expr: time() - patroni_dcs_last_seen{{ $here }} > 30
  for: 1m
  labels: {severity: page}
  annotations: {summary: "{{ "{{ $labels.name }}" }} does not reach the API server", runbook: postgres-api-server-unseen}
- alert: PostgresStandbyBehind
  expr: pg_standby_lag_bytes{{ $here }} > 16777216 or pg_standby_lag_seconds{{ $here }} > 30
  for: 2m
  labels: {severity: warning}
  annotations: {summary: "{{ "{{ $labels.member }}" }} is behind its leader", runbook: postgres-standby-behind}
{{- range $type, $groups := include "postgres.types" . | fromYaml }}
{{- $pods := printf `{namespace="%s", pod=~"(%s)-[0-9]+"}` $.Release.Namespace (join "|" $groups.names) }}
{{- $slots := (include "postgres.parameters" (list $ $groups.example) | fromYaml).max_slot_wal_keep_size | trimSuffix "MB" | int }}
- alert: PostgresSlotHoldsWal
  expr: pg_slot_retained_bytes{{ $pods }} > {{ mul (div $slots 2) 1048576 }}
  for: 5m
  labels: {severity: warning}
  annotations: {summary: "WAL is kept for slot {{ "{{ $labels.slot }}" }}", runbook: postgres-slot-holds-wal}
{{- end }}
- alert: PostgresVolumeFills
  expr: member_volume_free_bytes{{ $here }} < member_volume_size_bytes{{ $here }} / 5
  for: 5m
  labels: {severity: page}
  annotations: {summary: "The volume of {{ "{{ $labels.pod }}" }} is four fifths full", runbook: postgres-volume-fills}
- alert: PostgresConnectionsRunOut
  expr: pg_connections_used{{ $here }} / pg_connections_most{{ $here }} > 0.8
  for: 5m
  labels: {severity: warning}
  annotations: {summary: "{{ "{{ $labels.pod }}" }} has nearly all its connections in use", runbook: postgres-connections-run-out}
- alert: PostgresTransactionStaysOpen
  expr: pg_transactions_oldest_seconds{{ $here }} > 900
  labels: {severity: warning}
  annotations: {summary: "A transaction on {{ "{{ $labels.pod }}" }} is open for over 15 minutes", runbook: postgres-transaction-stays-open}
- alert: PostgresHorizonStandsStill
  # Vacuum begins of itself at 200 and at 400 million.
  expr: pg_horizon_age{{ $here }} > 500000000 or pg_horizon_multixact_age{{ $here }} > 800000000
  labels: {severity: page}
  annotations: {summary: "Old rows on {{ "{{ $labels.pod }}" }} are not frozen", runbook: postgres-horizon-stands-still}
- alert: PostgresPageDamaged
  expr: increase(pg_database_checksum_failures{{ $here }}[15m]) > 0
  labels: {severity: page}
  annotations: {summary: "Damaged pages of {{ "{{ $labels.database }}" }} were read on {{ "{{ $labels.pod }}" }}", runbook: postgres-page-damaged}
- alert: PostgresRestartPending
  expr: patroni_pending_restart{{ $here }} == 1
  for: 24h
  labels: {severity: warning}
  annotations: {summary: "{{ "{{ $labels.name }}" }} waits for a restart to take up a setting", runbook: postgres-restart-pending}
- alert: PostgresFailoverPaused
  expr: patroni_is_paused{{ $here }} == 1
  for: 1h
  labels: {severity: page}
  annotations: {summary: "{{ "{{ $labels.name }}" }} would not take over", runbook: postgres-failover-paused}
- alert: PostgresNotMeasured
  # An exporter that is down tells nothing either.
  expr: {{ include "postgres.byGroup" (list "pod" (print "pg_up" $here)) }} < {{ .Values.service.members }} or {{ include "postgres.silent" (list . "pod" "pg_up") }}
  for: 10m
  labels: {severity: warning}
  annotations: {summary: "PostgreSQL is not measured on all members of {{ "{{ $labels.group }}" }}: other alerts are blind", runbook: postgres-not-measured}
- alert: PostgresCertificateEnds
  # The least of an hour, as another pooler pod may answer each time
  expr: min_over_time(member_certificate_end_seconds{namespace="{{ .Release.Namespace }}", file=~"tls.crt|pooler"}[1h]) - time() < {{ mul 20 86400 }} or member_certificate_end_seconds{namespace="{{ .Release.Namespace }}", file="ca.crt"} - time() < {{ mul 300 86400 }}
  for: 1h
  labels: {severity: page}
  annotations: {summary: "{{ "{{ $labels.file }}" }} of {{ "{{ $labels.pod }}" }} has not been renewed", runbook: postgres-certificate-ends}
{{- if include "postgres.poolerMeasured" . }}
- alert: PostgresPoolerDown
  expr: avg(avg_over_time(member_pooler_up{{ $here }}[5m])) < 0.8
  for: 1m
  labels: {severity: page}
  annotations: {summary: "More than a fifth of the connections to the pooler get no answer", runbook: postgres-pooler-down}
{{- end }}
{{- if include "postgres.backedUp" . }}
- alert: PostgresBackupOverdue
  expr: time() - member_newest_backup_seconds{{ $here }} > {{ mul .Values.service.backup.overdueHours 3600 }}
  for: 15m
  labels: {severity: page}
  annotations: {summary: "The newest backup that {{ "{{ $labels.pod }}" }} knows of is too old", runbook: postgres-backup-overdue}
- alert: PostgresArchiveFails
  expr: pg_archive_failing{{ $here }} == 1
  for: 5m
  labels: {severity: page}
  annotations: {summary: "WAL of {{ "{{ $labels.pod }}" }} does not reach the archive", runbook: postgres-archive-fails}
{{- end }}
{{- if eq .Values.service.mode "citus" }}
- alert: PostgresCitusNodeOff
  # Also a group that no node knows, as it was never taken up, and one that is not in the form any more but still asked.
  {{- $unknown := list }}
  {{- $numbers := list }}
  {{- range include "postgres.groups" . | fromYamlArray }}
  {{- $unknown = append $unknown (printf `absent(pg_citus_node_active{namespace="%s", group="%v"})` $.Release.Namespace .citus) }}
  {{- $numbers = append $numbers .citus }}
  {{- end }}
  expr: pg_citus_node_active{{ $here }} == 0 or pg_citus_node_synced{{ $here }} == 0 or ({{ join " or " $unknown }}) and on (namespace) pg_citus_node_active{{ $here }} or max by (namespace, group) (pg_citus_node_active{namespace="{{ .Release.Namespace }}", group!~"{{ join "|" $numbers }}"})
  for: 2m
  labels: {severity: page}
  annotations: {summary: "Citus group {{ "{{ $labels.group }}" }} is not in use", runbook: postgres-citus-node-off}
- alert: PostgresCitusTransactionStays
  expr: pg_prepared_oldest_seconds{{ $here }} > 120
  for: 1m
  labels: {severity: page}
  annotations: {summary: "A transaction over several groups is not ended on {{ "{{ $labels.pod }}" }}", runbook: postgres-citus-transaction-stays}
{{- end }}
{{- end }}
