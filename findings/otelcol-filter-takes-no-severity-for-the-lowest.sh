#!/usr/bin/env bash
# The Collector's filter for `severity_number < SEVERITY_NUMBER_WARN` drops each line whose severity nobody set, errors included.
#
# Guess:   The condition drops what is known to be INFO, DEBUG or TRACE. A line without a severity is not comparable, and stays, as a field that is missing makes a condition false elsewhere.
# So:      A severity that is not set is 0 (SEVERITY_NUMBER_UNSPECIFIED), and 0 is less than everything. Lines from files, syslog or stdout have no severity unless a parser set it, and a parser that does not
#          know the word ("CRIT", "E") leaves it unset, too. So the rule that thins out the logs removes stack traces and fatal errors, with the status 200 and without a message. Attributes behave the other way: `attributes["level"] < 13` is
#          false for a record without one. `severity_number != SEVERITY_NUMBER_UNSPECIFIED and severity_number < SEVERITY_NUMBER_WARN` does what was meant.
# Version: OpenTelemetry Collector v0.161.0, filterprocessor v0.161.0
# Source:  https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber (0 is unspecified); processor/filterprocessor
# Seen:    lines info, warn, error and "panic: disk full" without a severity: the condition leaves warn, error; with `!= SEVERITY_NUMBER_UNSPECIFIED and` warn, error, panic; attributes["level"] < 13 leaves warn, error, panic
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
level() { echo ",\"severityNumber\":$1,\"attributes\":[{\"key\":\"level\",\"value\":{\"intValue\":\"$1\"}}]"; }
cat > lines.json << JSON
{"resourceLogs":[{"scopeLogs":[{"logRecords":[
$(record info "$(level 9)"),$(record warn "$(level 13)"),$(record error "$(level 17)"),$(record 'panic: disk full' '')
]}]}]}
JSON
try() {
  through "filter: { log_conditions: ['$1'] }" lines.json
  seen=$(paste --serial --delimiters , passed.txt)
  echo "$1: $seen"
}
try 'log.severity_number < SEVERITY_NUMBER_WARN'
[ "$seen" = 'warn,error' ]
try 'log.severity_number != SEVERITY_NUMBER_UNSPECIFIED and log.severity_number < SEVERITY_NUMBER_WARN'
[ "$seen" = 'warn,error,panic: disk full' ]
try 'log.attributes["level"] < 13'
[ "$seen" = 'warn,error,panic: disk full' ]
