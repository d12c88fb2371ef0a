#!/usr/bin/env bash
# In the Collector's conditions, `attributes["status"] >= 500` is false for the text "503", and `!= 503` is true for it.
#
# Guess:   The text "503" is compared as a number, or the condition is an error that is logged. Loki, VictoriaLogs and the databases convert it.
# So:      OTTL compares values of different types without an error: only `!=` is true then, everything else is false. regex_parser, key_value_parser, csv_parser, grok and most access logs in JSON give texts. So a filter or a routing rule
#          for `>= 500` never acts, its opposite `< 500` never acts either, and `!= 503` drops all, the 503s included. Whether it works depends on the parser of each source, as json_parser gives numbers. Int() in front converts,
#          and passes numbers on.
# Version: OpenTelemetry Collector v0.161.0, filterprocessor v0.161.0
# Source:  pkg/ottl/LANGUAGE.md (Comparison Rules)
# Seen:    what each condition drops of text "503", number 503, text "200", no status: >= 500: number 503; < 500: none; != 503: text "503", text "200", no status; Int(…) >= 500: text "503", number 503; warnings: 0
# Needs:   Go 1.26 or later, curl, and five minutes for a cold build.
set -euo pipefail
folder=$(mktemp -d)
collector=
trap '[ -z "$collector" ] || kill "$collector" 2> /dev/null || true; [ -z "$collector" ] || wait "$collector" || true; rm -rf "$folder"' EXIT
cd "$folder"

cat > builder.yaml << 'YAML'
dist: { name: otelcol, output_path: ./out }
receivers: [{ gomod: go.opentelemetry.io/collector/receiver/otlpreceiver v0.161.0 }]
processors: [{ gomod: github.com/open-telemetry/opentelemetry-collector-contrib/processor/filterprocessor v0.161.0 }]
exporters: [{ gomod: go.opentelemetry.io/collector/exporter/debugexporter v0.161.0 }]
YAML
go run go.opentelemetry.io/collector/cmd/builder@v0.161.0 --config builder.yaml --skip-strict-versioning > build.txt 2>&1
port=$((20000 + RANDOM % 10000))

# Sends the file $2 through the processor $1, and leaves the bodies of the log records that passed in the file passed.txt.
through() {
  cat > collector.yaml << YAML
receivers: { otlp: { protocols: { http: { endpoint: "127.0.0.1:$port" } } } }
processors: { $1 }
exporters: { debug: { verbosity: detailed } }
service:
  telemetry: { metrics: { level: none } }
  pipelines: { logs: { receivers: [otlp], processors: [${1%%:*}], exporters: [debug] } }
YAML
  out/otelcol --config collector.yaml > collector.txt 2>&1 &
  collector=$!
  for _ in $(seq 150); do
    if grep --quiet 'Everything is ready' collector.txt; then break; fi
    sleep 0.1
  done
  curl --silent --fail --header 'content-type: application/json' --data-binary "@$2" "http://127.0.0.1:$port/v1/logs" > answer.json
  sleep 1
  kill "$collector"
  wait "$collector" || true
  collector=
  sed --quiet 's/^Body: Str(\(.*\))$/\1/p' collector.txt > passed.txt
}

record() { echo "{\"timeUnixNano\":\"1796023800123456789\",\"body\":{\"stringValue\":\"$1\"}$2}"; }
status() { echo ",\"attributes\":[{\"key\":\"status\",\"value\":{$1}}]"; }
cat > lines.json << JSON
{"resourceLogs":[{"scopeLogs":[{"logRecords":[
$(record 'text 503' "$(status '"stringValue":"503"')"),$(record 'number 503' "$(status '"intValue":"503"')"),
$(record 'text 200' "$(status '"stringValue":"200"')"),$(record 'no status' '')
]}]}]}
JSON
printf '%s\n' 'text 503' 'number 503' 'text 200' 'no status' > all.txt
try() {
  through "filter: { log_conditions: ['$1'] }" lines.json
  dropped=$(grep --invert-match --line-regexp --fixed-strings --file passed.txt all.txt | paste --serial --delimiters , || true)
  warnings=$(grep --count --word-regexp --extended-regexp 'warn|error' collector.txt || true)
  echo "$1 drops: ${dropped:-none}; warnings: $warnings"
  [ "$warnings" = 0 ]
}
try 'log.attributes["status"] >= 500'
[ "$dropped" = 'number 503' ]
try 'log.attributes["status"] < 500'
[ "$dropped" = '' ]
try 'log.attributes["status"] != 503'
[ "$dropped" = 'text 503,text 200,no status' ]
try 'Int(log.attributes["status"]) >= 500'
[ "$dropped" = 'text 503,number 503' ]
