#!/usr/bin/env bash
# The OpenTelemetry Collector's container parser joins parts of stdout with stderr in CRI files, and joins none in Docker's.
#
# Guess:   The `container` operator puts CRI parts (P) together with their own end (F): those of stdout with stdout's, those of stderr with stderr's. In
#          Docker's files it does the same with the 16 KiB pieces that dockerd makes of a long line.
# So:      1. In CRI files it joins by file alone. When a line of stderr comes between two parts of a long line of stdout, as it does when a program logs errors
#             while it prints, the first part and the stderr line become one record, called stdout. The stderr line is gone as such, and the
#             rest of the stdout line is a record of its own. No warning, no metric. The record's logtag says P although it is complete.
#          2. In Docker's files the pieces stay separate records, and the newline stays at the end of each message, so nobody can join
#             them afterwards by more than a guess.
# Version: OpenTelemetry Collector contrib, filelog receiver v0.165.0
# Source:  pkg/stanza/operator/parser/container (recombine with source_identifier log.file.path)
# Seen:    written: stdout P aaaa, stderr F OTHER, stdout F bbbb; shipped: stdout "aaaaOTHER", stdout "bbbb"
#          Docker: pieces "aaaa" and "bbbb\\n" of one line; shipped: "aaaa", "bbbb\\n"
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

# Lets the Collector read one log, and prints the message and stream of each record.
collect() {
  local pod=$1/default_web_11111111-1111-1111-1111-111111111111/app
  mkdir -p "$pod"
  cat > "$pod/0.log"
  cat > "$1.yaml" << YAML
receivers:
  file_log: { include: ["$folder/$1/*/*/*.log"], start_at: beginning, include_file_path: true, operators: [{ type: container }] }
exporters: { debug: { verbosity: detailed } }
service:
  telemetry: { metrics: { level: none } }
  pipelines: { logs: { receivers: [file_log], exporters: [debug] } }
YAML
  out/otelcol --config "$1.yaml" > "$1.txt" 2>&1 &
  collector=$!
  for _ in $(seq 300); do
    if grep --quiet 'Body: Str(last' "$1.txt"; then break; fi
    sleep 0.1
  done
  kill "$collector"
  wait "$collector" || true
  collector=
  python3 - "$1.txt" << 'PYTHON' | tee "$1.seen"
import re, sys
text = open(sys.argv[1]).read()
for record in text.split('LogRecord #')[1:]:
    body = re.search(r'^Body: Str\((.*?)\)$', record, re.S | re.M).group(1)
    print(repr(body), re.search(r'log.iostream: Str\((\w+)\)', record).group(1))
PYTHON
}

collect cri << 'LOG'
2026-01-01T00:00:01.000000001Z stdout P aaaa
2026-01-01T00:00:02.000000001Z stderr F OTHER
2026-01-01T00:00:03.000000001Z stdout F bbbb
2026-01-01T00:00:04.000000001Z stdout F last
LOG
[ "$(paste --serial --delimiters , cri.seen)" = "'aaaaOTHER' stdout,'bbbb' stdout,'last' stdout" ]

collect docker << 'LOG'
{"log":"aaaa","stream":"stdout","time":"2026-01-01T00:00:01.000000001Z"}
{"log":"bbbb\n","stream":"stdout","time":"2026-01-01T00:00:01.000000001Z"}
{"log":"last\n","stream":"stdout","time":"2026-01-01T00:00:02.000000001Z"}
LOG
[ "$(paste --serial --delimiters , docker.seen)" = "'aaaa' stdout,'bbbb\\n' stdout,'last\\n' stdout" ]
