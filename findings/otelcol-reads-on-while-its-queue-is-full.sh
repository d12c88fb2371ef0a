#!/usr/bin/env bash
# The Collector reads a log file to its end while the destination is down, and throws away what its queue has no room for.
#
# Guess:   The file is the buffer. While the exporter's queue is full, the filelog receiver waits, and goes on where it was when the destination is back.
# So:      A full queue is an error that the receiver logs, and it reads on: the batch is gone, and the offset moves, also in a storage extension. With the defaults, the queue of otlp_http takes 1,000 batches of 100 lines, so an
#          outage costs all that is beyond 100,000 lines, although it is still in the file. The first lines arrive and the later ones do not. `retry_on_failure: { enabled: true }` at the
#          receiver, which is off by default, makes it wait. The same name at the exporter, on by default, does not help.
# Version: OpenTelemetry Collector, filelog receiver v0.165.0, otlphttpexporter v0.165.0
# Source:  receiver/filelogreceiver/README.md (retry_on_failure); internal/coreinternal/consumerretry/logs.go
# Seen:    300,000 lines, destination away at first: 100,000 arrive, order 1 to order 100000; with retry_on_failure at the receiver: 300,000
# Needs:   Go 1.26 or later, Python 3, and five minutes for a cold build.
set -euo pipefail
folder=$(mktemp -d)
collector=
trap '[ -z "$collector" ] || kill "$collector" 2> /dev/null || true; [ -z "$collector" ] || wait "$collector" || true; rm -rf "$folder"' EXIT
cd "$folder"

cat > builder.yaml << 'YAML'
dist: { name: otelcol, output_path: ./out }
receivers: [{ gomod: github.com/open-telemetry/opentelemetry-collector-contrib/receiver/filelogreceiver v0.165.0 }]
exporters: [{ gomod: go.opentelemetry.io/collector/exporter/otlphttpexporter v0.165.0 }]
YAML
go run go.opentelemetry.io/collector/cmd/builder@v0.165.0 --config builder.yaml --skip-strict-versioning > build.txt 2>&1
seq --format 'order %.0f stored' 300000 > app.log
cat > destination.py << 'PY'
"""Takes OTLP in JSON at the port of the first argument, until nothing new has come for 12 seconds, and tells how many lines came, and how many of the first of them without a gap."""
import gzip
import http.server
import json
import sys
import threading
import time

lines = set()
latest = time.monotonic()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_POST(self):
        global latest
        body = self.rfile.read(int(self.headers['content-length']))
        if self.headers.get('content-encoding') == 'gzip':
            body = gzip.decompress(body)
        for resource in json.loads(body)['resourceLogs']:
            for scope in resource['scopeLogs']:
                lines.update(record['body']['stringValue'] for record in scope['logRecords'])
        latest = time.monotonic()
        self.send_response(200)
        self.send_header('content-type', 'application/json')
        self.send_header('content-length', '2')
        self.end_headers()
        self.wfile.write(b'{}')

    def log_message(self, *ignored):
        pass


server = http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
begin = time.monotonic()
while time.monotonic() - max(latest, begin + 30) < 12:
    time.sleep(0.5)
whole = next(number for number in range(1, 300_002) if f'order {number} stored' not in lines) - 1
print(f'{len(lines)} of 300000 lines, the first {whole} without a gap')
PY

try() {
  port=$((20000 + RANDOM % 10000))
  cat > "$1.yaml" << YAML
receivers:
  file_log: { include: ["$folder/app.log"], start_at: beginning$2 }
exporters: { otlp_http: { endpoint: "http://127.0.0.1:$port", encoding: json } }
service:
  telemetry: { metrics: { level: none } }
  pipelines: { logs: { receivers: [file_log], exporters: [otlp_http] } }
YAML
  out/otelcol --config "$1.yaml" > "$1.txt" 2>&1 &
  collector=$!
  sleep 20
  echo "$1: $(python3 destination.py "$port")" | tee --append seen.txt
  kill "$collector"
  wait "$collector" || true
  collector=
}
try defaults ''
grep --quiet 'sending queue is full' defaults.txt
try 'receiver that waits' ', retry_on_failure: { enabled: true }'
diff seen.txt - << 'TXT'
defaults: 100000 of 300000 lines, the first 100000 without a gap
receiver that waits: 300000 of 300000 lines, the first 300000 without a gap
TXT
