#!/usr/bin/env bash
# The Collector's filelog receiver takes half a line for a line, if the writer pauses for half a second within it.
#
# Guess:   A line is what ends with a newline. A reader of files waits for it, however long that takes, and reads on from the start of the line until then.
# So:      force_flush_period is 500 ms by default: what lies at the end of the file for so long without a newline is sent as a record, and its rest as another one, without a mark or a message. Programs whose
#          output is buffered in blocks (stdout of C programs, grep, cut, awk and others into a file) leave half a line at the end of the file after each block, until the next block comes. So a quiet
#          program's JSON is broken at each 4 or 8 KiB, and neither half can be parsed. The space at the cut is lost too. `force_flush_period: 0` waits for the newline.
# Version: OpenTelemetry Collector contrib, filelog receiver v0.165.0
# Source:  receiver/filelogreceiver README (force_flush_period)
# Seen:    '{"order":1,"note":"paid ' and 2 s later 'in cash"}': default 2 records, '{"order":1,"note":"paid' and 'in cash"}'; force_flush_period 0: 1 record, whole; 40 lines through grep, with a pause: default 41 records, force_flush_period 0: 40
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
# Starts the Collector with the further settings $1, lets the command $2 write app.log, and leaves the bodies of the records in the file bodies.txt.
run() {
  rm -f app.log
  cat > collector.yaml << YAML
receivers:
  file_log: { include: ["$folder/app.log"], start_at: beginning$1 }
exporters: { debug: { verbosity: detailed } }
service:
  telemetry: { metrics: { level: none } }
  pipelines: { logs: { receivers: [file_log], exporters: [debug] } }
YAML
  out/otelcol --config collector.yaml > collector.txt 2>&1 &
  collector=$!
  for _ in $(seq 150); do
    if grep --quiet 'Everything is ready' collector.txt; then break; fi
    sleep 0.1
  done
  $2
  sleep 2
  kill "$collector"
  wait "$collector" || true
  collector=
  sed --quiet 's/^Body: Str(\(.*\))$/\1/p' collector.txt > bodies.txt
}
halves() {
  printf '{"order":1,"note":"paid ' > app.log
  sleep 2
  printf 'in cash"}\n' >> app.log
}
orders() { for n in $(seq "$1" "$2"); do printf '{"order":%d,"note":"%0180d"}\n' "$n" "$n"; done; }
blocks() { { orders 1 30; sleep 3; orders 31 40; } | grep --invert-match debug > app.log; }

run '' halves
cat bodies.txt
diff bodies.txt <(printf '%s\n' '{"order":1,"note":"paid' 'in cash"}')
run ', force_flush_period: 0' halves
cat bodies.txt
diff bodies.txt <(echo '{"order":1,"note":"paid in cash"}')
run '' blocks
broken=$(wc --lines < bodies.txt)
run ', force_flush_period: 0' blocks
echo "40 lines through grep: $broken records; with force_flush_period 0: $(wc --lines < bodies.txt)"
[ "$broken" = 41 ]
[ "$(wc --lines < bodies.txt)" = 40 ]
