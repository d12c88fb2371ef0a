#!/usr/bin/env bash
# The Collector's `recombine` operator puts one file's stack frames into another file's trace, unless include_file_path is set.
#
# Guess:   recombine keeps a state for each file. Its source_identifier is log.file.path by default, so two files cannot mix.
# So:      The attribute log.file.path is there only with `include_file_path: true`, and that is false by default. Without it all files have the same (empty)
#          source, and whichever line comes next is appended to the record that is open. Two pods that fail in the same second get each other's
#          frames, under the other's name. No warning.
# Version: OpenTelemetry Collector contrib, filelog receiver v0.165.0
# Source:  pkg/stanza/operator/transformer/recombine (SourceIdentifier, DefaultSourceIdentifier)
# Seen:    default: a.log "A boom" alone, b.log "B boom|a.First|b.First"; include_file_path: "A boom|a.First", "B boom|b.First"
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

# Lets two programs fail at the same time, and prints the records of each file.
try() {
  mkdir "$1"
  : > "$1/a.log"
  : > "$1/b.log"
  cat > "$1.yaml" << YAML
receivers:
  file_log:
    include: ["$folder/$1/*.log"]
    start_at: beginning
    include_file_path: $2
    operators: [{ type: recombine, combine_field: body, combine_with: '|', is_first_entry: 'body matches "^[0-9]{4}-"' }]
exporters: { debug: { verbosity: detailed } }
service:
  telemetry: { metrics: { level: none } }
  pipelines: { logs: { receivers: [file_log], exporters: [debug] } }
YAML
  out/otelcol --config "$1.yaml" > "$1.txt" 2>&1 &
  collector=$!
  sleep 2
  echo '2026-01-01 A boom' >> "$1/a.log"
  sleep 0.7
  echo '2026-01-01 B boom' >> "$1/b.log"
  sleep 0.7
  echo '  at a.First' >> "$1/a.log"
  sleep 0.7
  echo '  at b.First' >> "$1/b.log"
  sleep 0.7
  echo '2026-01-01 A end' >> "$1/a.log"
  echo '2026-01-01 B end' >> "$1/b.log"
  for _ in $(seq 150); do
    if [ "$(grep --count ' end)' "$1.txt")" = 2 ]; then break; fi
    sleep 0.1
  done
  kill "$collector"
  wait "$collector" || true
  collector=
  grep --extended-regexp '^Body: Str\(.*boom' "$1.txt" | sed 's/Body: Str(2026-01-01 //; s/)$//' | sort > "$1.seen"
  echo "$1: $(paste --serial --delimiters , "$1.seen")"
}

try default false
try with_path true
grep --quiet 'B boom.*at a.First' default.seen
[ "$(paste --serial --delimiters , with_path.seen)" = 'A boom|at a.First,B boom|at b.First' ]
