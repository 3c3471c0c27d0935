{{- define "postgres.clients" -}}
{{ .Values.service.clients | toJson }}
{{- end }}

{{- define "postgres.clientsVolume" -}}
- name: clients
  configMap: {name: {{ .Release.Name }}-clients}
{{- end }}

{{- define "postgres.secretsPod" -}}
{{- $certificates := ternary "no" "yes" (eq (include "postgres.certManager" .) "yes") -}}
{{- include "postgres.operation" (dict "root" . "account" "secrets" "component" "secrets" "container" "secrets"
  "command" (list "dbops" "secrets" "--scope" .Release.Name "--clients" "/etc/clients/clients.json" "--certificates" $certificates)
  "env" (include "postgres.operationEnvironment" (dict "root" . "groups" (include "postgres.groupNames" .)))
  "mounts" "- {name: clients, mountPath: /etc/clients, readOnly: true}"
  "volumes" (include "postgres.clientsVolume" .)) }}
{{- end }}

{{/* Takes (list ROOT GROUPS COMMAND MOUNTS VOLUMES): a Job that works on the database */}}
{{- define "postgres.databasePod" -}}
{{- $root := index . 0 -}}
{{- include "postgres.operation" (dict "root" $root "account" "dbops" "component" "operation" "container" "dbops" "command" (index . 2)
  "env" (include "postgres.operationEnvironment" (dict "root" $root "groups" (index . 1)))
  "mounts" (print (include "postgres.proofMounts" $root) "\n" (index . 3))
  "volumes" (print (include "postgres.proofVolumes" $root) "\n" (index . 4))) }}
{{- end }}

{{- define "postgres.accountsPod" -}}
{{- $mounts := `
- {name: clients, mountPath: /etc/clients, readOnly: true}
- {name: credentials, mountPath: /etc/dbops-clients, readOnly: true}
- {name: passwords, mountPath: /etc/dbops-passwords, readOnly: true}` -}}
{{- include "postgres.databasePod" (list . (include "postgres.groupNames" .)
  (list "dbops" "accounts" "--clients" "/etc/clients/clients.json") (trim $mounts) (include "postgres.accountsVolumes" .)) }}
{{- end }}

{{- define "postgres.accountsVolumes" -}}
{{ include "postgres.clientsVolume" . }}
{{ include "postgres.credentialsVolume" . }}
- name: passwords
  secret:
    secretName: {{ .Release.Name }}-passwords
    defaultMode: 288 # 0440
    items: [{key: exporter, path: exporter}, {key: pooler, path: pooler}]
{{- end }}

{{/* What a call of dbops may need beside its proof: files that somebody has put there, and passwords for `restore-fix` */}}
{{- define "postgres.operationVolumes" -}}
- name: files
  configMap: {name: {{ .Release.Name }}-dbops-files, optional: true}
- name: passwords
  secret:
    secretName: {{ .Release.Name }}-passwords
    defaultMode: 288 # 0440
    items: [{key: replication, path: replication}, {key: rewind, path: rewind}]
- name: before
  secret:
    secretName: {{ .Release.Name }}-dbops-before
    optional: true
    defaultMode: 288 # 0440
    items: [{key: superuser, path: superuser}]
{{- end }}

{{/* NAME/username and NAME/password of each client */}}
{{- define "postgres.credentialsVolume" -}}
- name: credentials
  projected:
    defaultMode: 288 # 0440
    sources:
      {{- range .Values.service.clients }}
      - secret:
          name: {{ $.Release.Name }}-client-{{ .name }}
          items: [{key: username, path: {{ .name }}/username}, {key: password, path: {{ .name }}/password}]
      {{- else }}
      []
      {{- end }}
{{- end }}
