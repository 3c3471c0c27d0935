{{/* Where backups and WAL lie; the same for members and Jobs */}}
{{- define "postgres.backupMounts" -}}
{{- if include "postgres.backedUp" . }}
- {name: backup-settings, mountPath: /etc/pgbackrest, readOnly: true}
{{- if eq .Values.service.backup.target "directory" }}
- {name: backup, mountPath: /backup}
{{- end }}
{{- end }}
{{- end }}

{{- define "postgres.backupVolumes" -}}
{{- if include "postgres.backedUp" . }}
{{- with .Values.service.backup }}
- name: backup-settings
  projected:
    defaultMode: 288 # 0440
    sources:
      - configMap: {name: {{ $.Release.Name }}-backup, items: [{key: pgbackrest.conf, path: pgbackrest.conf}]}
      {{- with .secretName }}
      - secret: {name: {{ . }}, items: [{key: repository.conf, path: conf.d/repository.conf}]}
      {{- end }}
{{- if eq .target "directory" }}
- name: backup
  persistentVolumeClaim: {claimName: {{ .claimName | quote }}}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* The pod that works on the backups of a group; takes (list ROOT COMMAND) */}}
{{- define "postgres.backupPod" -}}
{{- $root := index . 0 -}}
{{- $proof := `
- name: proof
  secret:
    secretName: %s-dbops
    defaultMode: 288 # 0440
    items: [{key: ca.crt, path: ca.crt}, {key: tls.crt, path: tls.crt}, {key: tls.key, path: tls.key}]` -}}
{{- include "postgres.operation" (dict "root" $root "account" "dbops" "component" "backup" "container" "backup" "command" (index . 1)
  "mounts" (print (include "postgres.proofMounts" $root) "\n" (include "postgres.backupMounts" $root))
  "volumes" (print (trim (printf $proof $root.Release.Name)) "\n" (include "postgres.backupVolumes" $root | replace "key: pgbackrest.conf" "key: job.conf"))) }}
{{- end }}
