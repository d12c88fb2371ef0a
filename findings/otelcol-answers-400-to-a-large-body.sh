#!/usr/bin/env bash
# The Collector answers 400, not 413, to a body that is too large, and counts the bytes after decompression.
#
# Guess:   A body over max_request_body_size is answered with 413, so a client knows that it must send less at a time. What counts is the size of the request.
# So:      The answer is 400 with "http: request body too large". The OTLP specification says that a 400 must not be sent again, so a client that follows it
#          throws the batch away. And a request of 65 KB is refused as well, if its gzip holds more than 20 MiB (the default).
# Version: OpenTelemetry Collector v0.165.0, otlp receiver
# Source:  config/confighttp (MaxRequestBodySize, http.MaxBytesReader), https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
# Seen:    22 MB plain: 400; the same in 65 KB of gzip: 400; 1 KB: 200
# Needs:   Go 1.26 or later, five minutes for a cold build, Python 3, curl.
set -euo pipefail
folder=$(mktemp -d)
collector=
trap '[ -z "$collector" ] || kill "$collector" 2> /dev/null || true; [ -z "$collector" ] || wait "$collector" || true; rm -rf "$folder"' EXIT
cd "$folder"

cat > builder.yaml << 'YAML'
dist: { name: otelcol, output_path: ./out }
receivers: [{ gomod: go.opentelemetry.io/collector/receiver/otlpreceiver v0.165.0 }]
exporters: [{ gomod: go.opentelemetry.io/collector/exporter/debugexporter v0.165.0 }]
YAML
go run go.opentelemetry.io/collector/cmd/builder@v0.165.0 --config builder.yaml --skip-strict-versioning > build.txt 2>&1
port=$((20000 + RANDOM % 10000))
cat > otelcol.yaml << YAML
receivers: { otlp: { protocols: { http: { endpoint: 127.0.0.1:$port } } } }
exporters: { debug: {} }
service:
  telemetry: { metrics: { level: none } }
  pipelines: { logs: { receivers: [otlp], exporters: [debug] } }
YAML
out/otelcol --config otelcol.yaml > otelcol.txt 2>&1 &
collector=$!
records() {
  python3 -c "import json; print(json.dumps({'resourceLogs': [{'scopeLogs': [{'logRecords': [{'body': {'stringValue': 'x' * 1000}}] * $1}]}]}))"
}
records 1 > small.json
records 22000 > large.json
gzip --keep large.json
push() {
  curl --silent --output answer.txt --write-out '%{http_code}' --header 'content-type: application/json' "${@:2}" --data-binary "@$1" "http://127.0.0.1:$port/v1/logs" || true
}
for _ in $(seq 150); do
  if [ "$(push small.json)" = 200 ]; then break; fi
  sleep 0.1
done
plain=$(push large.json)
answer=$(cat answer.txt)
packed=$(push large.json.gz --header 'content-encoding: gzip')
echo "$(wc -c < large.json) bytes: $plain $answer; $(wc -c < large.json.gz) bytes of gzip: $packed; small: $(push small.json)"
[ "$plain" = 400 ]
[ "$packed" = 400 ]
grep --quiet 'request body too large' <<< "$answer"
