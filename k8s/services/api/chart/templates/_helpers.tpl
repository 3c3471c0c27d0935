{{- define "api.selector" -}}
app.kubernetes.io/name: api
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "api.labels" -}}
{{ include "api.selector" . }}
app.kubernetes.io/component: api
app.kubernetes.io/managed-by: portal
{{- end }}

{{- define "api.metadata" -}}
name: {{ .Release.Name }}
namespace: {{ .Release.Namespace }}
labels:
  {{- include "api.labels" . | nindent 2 }}
{{- end }}

{{- define "api.monitored" -}}
{{- if has "monitoring.googleapis.com/v1/PodMonitoring" .Values.portal.kinds }}yes{{ end }}
{{- end }}

{{/* How long a stopping pod goes on as before, until no load balancer sends it new connections: Google's external one is slower. */}}
{{- define "api.goodbyeSeconds" -}}
{{- if .Values.service.external.enabled }}60{{ else }}15{{ end }}
{{- end }}

{{- define "api.databaseEnvironment" -}}
- {name: DATABASE_HOST, value: {{ .Values.binding.host | quote }}}
- {name: DATABASE_PORT, value: {{ .Values.binding.port | quote }}}
- {name: DATABASE_NAME, value: {{ .Values.binding.database | quote }}}
- {name: DATABASE_CREDENTIALS, value: /run/secrets/database}
- {name: DATABASE_CA, value: {{ if .Values.binding.caKey }}/run/secrets/database/ca.crt{{ else }}/etc/api/database-ca.crt{{ end }}}
{{- end }}

{{- define "api.databaseMounts" -}}
- {name: database, mountPath: /run/secrets/database, readOnly: true}
{{- if not .Values.binding.caKey }}
- {name: settings, mountPath: /etc/api, readOnly: true}
{{- end }}
- {name: tmp, mountPath: /tmp}
{{- end }}

{{- define "api.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}
