{{- define "postgres.labels" -}}
app.kubernetes.io/name: postgres
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: portal
{{- end }}

{{/* Name, namespace and labels of an object; takes (list ROOT NAME COMPONENT) */}}
{{- define "postgres.metadata" -}}
{{- $root := index . 0 -}}
name: {{ index . 1 }}
namespace: {{ $root.Release.Namespace }}
labels:
  {{- include "postgres.labels" $root | nindent 2 }}
  app.kubernetes.io/component: {{ index . 2 }}
{{- end }}

{{/* The groups, each a Patroni cluster: the only one, or the coordinator and the workers of Citus */}}
{{- define "postgres.groups" -}}
{{- $service := .Values.service -}}
{{- if eq $service.mode "citus" }}
{{- $worker := mergeOverwrite (deepCopy $service.size) (default dict $service.citus.workerSize) -}}
{{- range until (int (add $service.citus.workers 1)) }}
- {name: {{ $.Release.Name }}-{{ . }}, citus: {{ . }}, type: {{ ternary "coordinator" "worker" (eq . 0) }}, size: {{ ternary $service.size $worker (eq . 0) | toJson }}}
{{- end }}
{{- else }}
- {name: {{ .Release.Name }}, size: {{ $service.size | toJson }}}
{{- end }}
{{- end }}

{{- define "postgres.groupNames" -}}
{{- $names := list -}}
{{- range include "postgres.groups" . | fromYamlArray }}{{ $names = append $names .name }}{{ end -}}
{{ join "," $names }}
{{- end }}

{{/* The group that clients talk to */}}
{{- define "postgres.front" -}}
{{ (index (include "postgres.groups" . | fromYamlArray) 0).name }}
{{- end }}

{{/* What Patroni finds members by; takes (list ROOT GROUP) */}}
{{- define "postgres.memberSelector" -}}
{{- $root := index . 0 -}}
{{- $group := index . 1 -}}
application: patroni
cluster-name: {{ $root.Release.Name }}
{{- if hasKey $group "citus" }}
citus-group: {{ $group.citus | quote }}
citus-type: {{ $group.type }}
{{- end }}
{{- end }}

{{- define "postgres.pooler" -}}
{{- $type := .Values.service.pooler.type -}}
{{- if eq $type "automatic" }}{{ ternary "pgbouncer" "pgpool" (eq .Values.service.mode "citus") }}{{ else }}{{ $type }}{{ end }}
{{- end }}

{{- define "postgres.poolerSelector" -}}
app.kubernetes.io/name: postgres
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: pooler
{{- end }}

{{- define "postgres.image" -}}
{{ .repository }}@{{ .digest }}
{{- end }}

{{- define "postgres.monitored" -}}
{{- if has "monitoring.googleapis.com/v1/PodMonitoring" .Values.portal.kinds }}yes{{ end }}
{{- end }}

{{- define "postgres.alerted" -}}
{{- if and (include "postgres.monitored" .) (has "monitoring.googleapis.com/v1/Rules" .Values.portal.kinds) }}yes{{ end }}
{{- end }}

{{- define "postgres.certManager" -}}
{{- if has "cert-manager.io/v1/Certificate" .Values.portal.kinds }}yes{{ end }}
{{- end }}

{{/* Not a copy: what the form says is the original's, and would mix the WAL of both */}}
{{- define "postgres.backedUp" -}}
{{- if and (ne .Values.service.backup.target "none") (not .Values.service.copyOf) }}yes{{ end }}
{{- end }}

{{- define "postgres.clientNamespaces" -}}
{{- $spaces := list -}}
{{- range .Values.service.clients }}{{ $spaces = append $spaces .namespace }}{{ end -}}
{{ $spaces | uniq | sortAlpha | toJson }}
{{- end }}

{{/* Host names in the members' certificate, as `dbops secrets` writes them where cert-manager is not. OpenSSL takes no wildcard in front of
a name without dots, so that members are named one by one. */}}
{{- define "postgres.memberHosts" -}}
{{- $hosts := include "postgres.poolerHosts" . | fromJsonArray -}}
{{- range include "postgres.groups" . | fromYamlArray }}
{{- $group := .name -}}
{{- range $service := list (print "*." $group "-pods") $group (print $group "-pods") (print $group "-ro") }}
{{- $hosts = concat $hosts (include "postgres.hosts" (list $ $service) | fromJsonArray) }}
{{- end }}
{{- range until 9 }}{{ $hosts = append $hosts (print $group "-" . "." $group "-pods") }}{{ end }}
{{- end -}}
{{ toJson $hosts }}
{{- end }}

{{- define "postgres.poolerHosts" -}}
{{ append (include "postgres.hosts" (list . (print .Release.Name "-pooler")) | fromJsonArray) "localhost" | toJson }}
{{- end }}

{{/* The names of a Service; takes (list ROOT SERVICE) */}}
{{- define "postgres.hosts" -}}
{{- $space := (index . 0).Release.Namespace -}}
{{- $service := index . 1 -}}
{{ list $service (print $service "." $space) (print $service "." $space ".svc") (print $service "." $space ".svc.cluster.local") | toJson }}
{{- end }}

{{- define "postgres.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10002
runAsGroup: 10002
fsGroup: 10002
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "postgres.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{/* Requests are limits: what a database was promised is what it has. */}}
{{- define "postgres.resources" -}}
requests: {cpu: {{ .cpu | quote }}, memory: {{ .memory }}}
limits: {cpu: {{ .cpu | quote }}, memory: {{ .memory }}}
{{- end }}

{{- define "postgres.placement" -}}
{{- with .Values.service.placement.nodePool }}
nodeSelector: {cloud.google.com/gke-nodepool: {{ . | quote }}}
{{- end }}
{{- end }}

{{/* Groups that are set alike, by what they are: {member|coordinator|worker: {names, example}} */}}
{{- define "postgres.types" -}}
{{- $types := dict -}}
{{- range include "postgres.groups" . | fromYamlArray }}
{{- $type := default "member" .type -}}
{{- $names := append (dig $type "names" list $types) .name -}}
{{- $types = set $types $type (dict "names" $names "example" .) -}}
{{- end -}}
{{ toYaml $types }}
{{- end }}

{{/* The pod of a Job of dbops. Takes a dict: root, account, args, env, mounts, volumes; mounts and volumes as text */}}
{{- define "postgres.operation" -}}
{{- $root := .root -}}
metadata:
  labels:
    {{- include "postgres.labels" $root | nindent 4 }}
    app.kubernetes.io/component: {{ .component }}
spec:
  serviceAccountName: {{ $root.Release.Name }}-{{ .account }}
  automountServiceAccountToken: {{ eq .account "secrets" }}
  enableServiceLinks: false
  restartPolicy: Never
  securityContext:
    {{- include "postgres.podSecurity" $root | nindent 4 }}
  {{- include "postgres.placement" $root | nindent 2 }}
  containers:
    - name: {{ .container }}
      image: {{ include "postgres.image" $root.Values.images.postgres }}
      command: {{ .command | toJson }}
      {{- with .env }}
      env:
        {{- . | nindent 8 }}
      {{- end }}
      resources: # the burst of a start may take what nobody else needs: somebody waits for it
        requests: {cpu: 250m, memory: 256Mi}
        limits: {cpu: "1", memory: 256Mi}
      securityContext:
        {{- include "postgres.containerSecurity" $root | nindent 8 }}
      volumeMounts:
        - {name: tmp, mountPath: /tmp}
        {{- .mounts | nindent 8 }}
  volumes:
    - name: tmp
      emptyDir: {medium: Memory, sizeLimit: 64Mi}
    {{- .volumes | nindent 4 }}
{{- end }}

{{- define "postgres.operationEnvironment" -}}
- {name: DBOPS_GROUPS, value: {{ .groups | quote }}}
{{- if eq .root.Values.service.mode "citus" }}
- {name: DBOPS_CITUS_DATABASE, value: {{ .root.Values.service.citus.database | quote }}}
{{- end }}
{{- end }}

{{/* What a Job shows to prove that it is dbops */}}
{{- define "postgres.proofMounts" -}}
- {name: proof, mountPath: /etc/dbops, readOnly: true}
{{- end }}

{{- define "postgres.proofVolumes" -}}
- name: proof
  secret:
    secretName: {{ .Release.Name }}-dbops
    defaultMode: 288 # 0440
    # By name, so that pods wait for all of them: where cert-manager makes the Secret, the passwords come later.
    items:
      {{- range list "ca.crt" "tls.crt" "tls.key" "superuser" "rest" }}
      - {key: {{ . }}, path: {{ . }}}
      {{- end }}
{{- end }}

{{/* Unreachable (4) and broken (5) are tried again; a wrong call (2) or a refusal (3) would only be repeated. */}}
{{- define "postgres.retries" -}}
backoffLimit: 8
podFailurePolicy:
  rules:
    - action: FailJob
      onExitCodes: {containerName: {{ . }}, operator: In, values: [2, 3]}
    - action: Ignore
      onPodConditions: [{type: DisruptionTarget}]
{{- end }}
