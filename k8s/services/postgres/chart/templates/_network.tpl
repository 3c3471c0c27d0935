{{- define "postgres.component" -}}
matchLabels:
  app.kubernetes.io/name: postgres
  app.kubernetes.io/instance: {{ index . 0 }}
  app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{/* The API server is no pod, and its address is not known beforehand: the ports are the limit. */}}
{{- define "postgres.toApiServer" -}}
- ports: [{protocol: TCP, port: 443}, {protocol: TCP, port: 6443}]
{{- end }}

{{- define "postgres.fromNamespaces" -}}
- namespaceSelector:
    matchExpressions:
      - {key: kubernetes.io/metadata.name, operator: In, values: {{ . }}}
{{- end }}

{{/* Namespaces of clients that use the leader itself: all when there is no pooler, else those that ask for it */}}
{{- define "postgres.directNamespaces" -}}
{{- $spaces := list -}}
{{- range .Values.service.clients }}
{{- if or .direct (eq (include "postgres.pooler" $) "none") }}{{ $spaces = append $spaces .namespace }}{{ end }}
{{- end -}}
{{ $spaces | uniq | sortAlpha | toJson }}
{{- end }}

{{/* A bucket is on 443, as the API server; on GKE the identity for it comes from the node's metadata server. */}}
{{- define "postgres.toBackup" -}}
{{- if not (include "postgres.backedUp" .) }}
{{- else if eq .Values.service.backup.target "gcs" }}
- ports: [{protocol: TCP, port: 443}, {protocol: TCP, port: 80}, {protocol: TCP, port: 988}]
{{- else if eq .Values.service.backup.target "s3" }}
- ports: [{protocol: TCP, port: 443}]
{{- end }}
{{- end }}
