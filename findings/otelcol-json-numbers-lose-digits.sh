#!/usr/bin/env bash
# The Collector's json_parser makes a floating-point number of every number, so ids in JSON logs change.
#
# Guess:   `"id":1234567890123456789` in a log line arrives as the integer 1234567890123456789; OTLP has a 64-bit integer for it.
# So:      By default each number becomes a double. The id arrives as 1234567890123456800, and `"code":3` as the double 3. Snowflake ids, offsets and times in
#          nanoseconds no longer match what the program knows. `parse_ints: true` keeps them.
# Version: OpenTelemetry Collector contrib, filelog receiver v0.165.0
# Source:  pkg/stanza/operator/parser/json (ParseInts)
# Seen:    default: id Double(1234567890123456800), code Double(3); parse_ints: id Int(1234567890123456789), code Int(3)
# Needs:   Go 1.26 or later, and five minutes for a cold build.
set -euo pipefail
folder=$(mktemp -d)
collector=
trap '[ -z "$collector" ] || kill "$collector" 2> /dev/null || true; [ -z "$collector" ] || wait "$collector" || true; rm -rf "$folder"' EXIT
cd "$folder"

cat > builder.yaml << 'YAML'
dist: { name: otelcol, output_path: ./out }
receivers: [{ gomod: github.com/open-telemetry/opentelemetry-collector-contrib/receiver/filelogreceiver v0.165.0 }]
exporters: [{ gomod: go.opentelemetry.io/collector/exporter/debugexporter v0.165.0 }]
YAML
go run go.opentelemetry.io/collector/cmd/builder@v0.165.0 --config builder.yaml --skip-strict-versioning > build.txt 2>&1
echo '{"id":1234567890123456789,"code":3}' > app.log

try() {
  cat > "$1.yaml" << YAML
receivers:
  file_log: { include: ["$folder/app.log"], start_at: beginning, operators: [{ type: json_parser$2 }] }
exporters: { debug: { verbosity: detailed } }
service:
  telemetry: { metrics: { level: none } }
  pipelines: { logs: { receivers: [file_log], exporters: [debug] } }
YAML
  out/otelcol --config "$1.yaml" > "$1.txt" 2>&1 &
  collector=$!
  for _ in $(seq 150); do
    if grep --quiet '^Flags' "$1.txt"; then break; fi
    sleep 0.1
  done
  kill "$collector"
  wait "$collector" || true
  collector=
  seen=$(grep --extended-regexp -- '-> (id|code):' "$1.txt" | sed 's/.*-> //' | sort | paste --serial --delimiters ,)
  echo "$1: $seen"
}

try default ''
[ "$seen" = 'code: Double(3),id: Double(1234567890123456800)' ]
try parse_ints ', parse_ints: true'
[ "$seen" = 'code: Int(3),id: Int(1234567890123456789)' ]
