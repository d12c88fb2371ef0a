#!/usr/bin/env bash
# The Collector's probabilistic_sampler, asked for half of the log lines, drops all that have no trace id.
#
# Guess:   `sampling_percentage: 50` keeps one half of the log records by chance. With a trace id, all lines of a trace share one fate; without one, each line has its own.
# So:      The decision is a hash of the trace id, or of the attribute that from_attribute names, and a record that has neither has nothing to decide by. fail_closed is true by default, so it is dropped: of logs from files,
#          which have no trace ids, nothing is left, at any percentage below 100, and nothing says so at the usual level. With `fail_closed: false` all of them pass. There is no setting for a half of them: only an attribute that differs between the lines gives that.
#          The request is answered with 200, and no rejected records.
# Version: OpenTelemetry Collector v0.161.0, probabilisticsamplerprocessor v0.161.0
# Source:  processor/probabilisticsamplerprocessor README (fail_closed, attribute_source)
# Seen:    1,000 lines at 50 %: without trace id 0 pass, and no warning; fail_closed false 1000; with a trace id each about 500; without, from_attribute id about 500
# Needs:   Go 1.26 or later, Python 3, curl, and five minutes for a cold build.
set -euo pipefail
folder=$(mktemp -d)
collector=
trap '[ -z "$collector" ] || kill "$collector" 2> /dev/null || true; [ -z "$collector" ] || wait "$collector" || true; rm -rf "$folder"' EXIT
cd "$folder"

cat > builder.yaml << 'YAML'
dist: { name: otelcol, output_path: ./out }
receivers: [{ gomod: go.opentelemetry.io/collector/receiver/otlpreceiver v0.161.0 }]
processors: [{ gomod: github.com/open-telemetry/opentelemetry-collector-contrib/processor/probabilisticsamplerprocessor v0.161.0 }]
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

cat > lines.py << 'PY'
import json
import sys
from hashlib import sha256

records = []
for number in range(1000):
    record = {'timeUnixNano': '1796023800123456789', 'body': {'stringValue': f'line {number}'}, 'attributes': [{'key': 'id', 'value': {'stringValue': f'order-{number}'}}]}
    if sys.argv[1] == 'traced':
        record['traceId'] = sha256(str(number).encode()).hexdigest()[:32]
    records.append(record)
print(json.dumps({'resourceLogs': [{'scopeLogs': [{'logRecords': records}]}]}))
PY
python3 lines.py plain > plain.json
python3 lines.py traced > traced.json

through 'probabilistic_sampler: { sampling_percentage: 50 }' plain.json
plain=$(wc --lines < passed.txt)
warnings=$(grep --count --word-regexp --extended-regexp 'warn|error' collector.txt || true)
answer=$(cat answer.json)
through 'probabilistic_sampler: { sampling_percentage: 50, fail_closed: false }' plain.json
open=$(wc --lines < passed.txt)
through 'probabilistic_sampler: { sampling_percentage: 50 }' traced.json
traced=$(wc --lines < passed.txt)
through 'probabilistic_sampler: { sampling_percentage: 50, attribute_source: record, from_attribute: id }' plain.json
attribute=$(wc --lines < passed.txt)
echo "of 1000: without trace id $plain (warnings $warnings, answer $answer), fail_closed false $open, with trace id $traced, by attribute $attribute"
[ "$plain $warnings $open" = '0 0 1000' ]
[ "$answer" = '{"partialSuccess":{}}' ]
[ "$traced" -gt 400 ] && [ "$traced" -lt 600 ]
[ "$attribute" -gt 400 ] && [ "$attribute" -lt 600 ]
