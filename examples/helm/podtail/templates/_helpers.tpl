{{- define "podtail.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "podtail.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "podtail.labels" -}}
{{ include "podtail.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* That part of the configuration for which the pods have to start anew: all of it, unless podtail watches it. */}}
{{- define "podtail.fixedConfig" -}}
{{- if .Values.config.watchConfig -}}
{{- $fixed := pick .Values.config "stateDir" "allowTarget" "metadata" "format" "once" "since" "until" "kubernetes" -}}
{{- toYaml (set $fixed "limits" (pick (default dict .Values.config.limits) "maxLineBytes" "openFiles")) -}}
{{- else -}}
{{- toYaml .Values.config -}}
{{- end -}}
{{- end -}}

{{/* Whether podtail asks the kubelet for labels of pods, for which it needs a token: empty, or yes. */}}
{{- define "podtail.asksKubelet" -}}
{{- if hasKey .Values.config "kubernetes" -}}
{{- if ne (dig "from" "kubelet" .Values.config.kubernetes) "file" -}}
yes
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The configuration. */}}
{{- define "podtail.config" -}}
{{- toYaml .Values.config -}}
{{- end -}}
