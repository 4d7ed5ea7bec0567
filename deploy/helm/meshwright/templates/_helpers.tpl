{{- define "meshwright.fullname" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "meshwright.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{ include "meshwright.selector" . }}
{{- end }}

{{- define "meshwright.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "meshwright.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}{{ .Values.serviceAccount.name | default (include "meshwright.fullname" .) }}{{ else }}{{ .Values.serviceAccount.name | default "default" }}{{ end }}
{{- end }}

{{- define "meshwright.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{/* What all containers know: secrets by reference, settings by value. */}}
{{- define "meshwright.env" -}}
- name: MESHWRIGHT_DATABASE_URL
  valueFrom: {secretKeyRef: {name: {{ .Values.secret.name }}, key: database-url}}
- name: MESHWRIGHT_SECRET_KEY
  valueFrom: {secretKeyRef: {name: {{ .Values.secret.name }}, key: secret-key}}
{{- if .Values.secret.brokerUrl }}
- name: MESHWRIGHT_BROKER_URL
  valueFrom: {secretKeyRef: {name: {{ .Values.secret.name }}, key: broker-url}}
{{- end }}
{{- if .Values.secret.redisUrl }}
- name: MESHWRIGHT_REDIS_URL
  valueFrom: {secretKeyRef: {name: {{ .Values.secret.name }}, key: redis-url}}
{{- end }}
{{- if .Values.secret.s3Keys }}
- name: MESHWRIGHT_S3_ACCESS_KEY
  valueFrom: {secretKeyRef: {name: {{ .Values.secret.name }}, key: s3-access-key}}
- name: MESHWRIGHT_S3_SECRET_KEY
  valueFrom: {secretKeyRef: {name: {{ .Values.secret.name }}, key: s3-secret-key}}
{{- end }}
- name: MESHWRIGHT_BLOB_URL
  value: {{ .Values.blobs.url | quote }}
{{- with .Values.blobs.endpoint }}
- name: MESHWRIGHT_S3_ENDPOINT
  value: {{ . | quote }}
{{- end }}
{{- with .Values.blobs.region }}
- name: MESHWRIGHT_S3_REGION
  value: {{ . | quote }}
{{- end }}
{{- range $name, $value := .Values.settings }}
- name: MESHWRIGHT_{{ upper $name }}
  value: {{ if kindIs "slice" $value }}{{ join "," $value | quote }}{{ else if kindIs "float64" $value }}{{ include "meshwright.number" $value | quote }}{{ else }}{{ $value | toString | quote }}{{ end }}
{{- end }}
{{- range $name, $value := .Values.environment }}
- name: {{ $name }}
  value: {{ $value | toString | quote }}
{{- end }}
{{- end }}

{{/* Large whole numbers without an exponent. */}}
{{- define "meshwright.number" -}}
{{ if eq (floor .) . }}{{ printf "%.0f" . }}{{ else }}{{ . }}{{ end }}
{{- end }}

{{- define "meshwright.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "meshwright.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}
