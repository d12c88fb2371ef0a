#!/usr/bin/env bash
# The Collector's filelog receiver removes the spaces at the start of each line, before any operator sees it.
#
# Guess:   The body is the line. Only the newline is removed. So a recombine with `is_first_entry: body matches "^\\S"` (a line that is not indented starts a record)
#          puts indented frames to the line before.
# So:      preserve_leading_whitespaces is false by default. Frames arrive without their indentation, each of them matches `^\S`, and each becomes a record. YAML, SQL
#          and Python that a program prints cannot be read as such any more. With `multiline` of the receiver itself, lines inside a record keep their spaces.
# Version: OpenTelemetry Collector contrib, filelog receiver v0.165.0
# Source:  pkg/stanza/trim, receiver/filelogreceiver/README.md (preserve_leading_whitespaces)
# Seen:    default: "boom", "at a", "at b"; preserve_leading_whitespaces: "boom|  at a|  at b"
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
printf '%s\n' boom '  at a' '  at b' last > app.log

try() {
  cat > "$1.yaml" << YAML
receivers:
  file_log:
    include: ["$folder/app.log"]
    start_at: beginning
    include_file_path: true
    preserve_leading_whitespaces: $2
    operators: [{ type: recombine, combine_field: body, combine_with: '|', is_first_entry: 'body matches "^\\\\S"' }]
exporters: { debug: { verbosity: detailed } }
service:
  telemetry: { metrics: { level: none } }
  pipelines: { logs: { receivers: [file_log], exporters: [debug] } }
YAML
  out/otelcol --config "$1.yaml" > "$1.txt" 2>&1 &
  collector=$!
  for _ in $(seq 150); do
    if grep --quiet 'Str(last)' "$1.txt"; then break; fi
    sleep 0.1
  done
  kill "$collector"
  wait "$collector" || true
  collector=
  seen=$(grep '^Body: Str' "$1.txt" | sed 's/Body: Str(//; s/)$//' | paste --serial --delimiters ,)
  echo "$1: $seen"
}

try default false
[ "$seen" = 'boom,at a,at b,last' ]
try preserved true
[ "$seen" = 'boom|  at a|  at b,last' ]
