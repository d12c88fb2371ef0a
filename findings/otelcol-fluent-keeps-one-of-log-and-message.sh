#!/usr/bin/env bash
# Of a Fluent record's `log` and `message`, the Collector keeps the one that stands last, and the other is nowhere.
#
# Guess:   One of the two names becomes the body, and the other stays an attribute, as all other names do.
# So:      fluentforwardreceiver puts both into the body, one after the other. Fluentd and Fluent Bit have both names as soon as they parse a container's JSON line and keep the line (reserve_data, Keep_Log): `log` is the
#          line, `message` a field of it. Which one survives is the order of the record. If it is the line, its parsed message is gone; if it is the message, so is the line. `msg`, the name of pino, zap and slog, is not known: the body is
#          then empty, and the text an attribute.
# Version: OpenTelemetry Collector contrib, fluentforwardreceiver v0.165.0; msgpack 1.1.2 (PyPI)
# Source:  receiver/fluentforwardreceiver/conversion.go (parseRecordToLogRecord)
# Seen:    {log, message}: body of message; {message, log}: body of log; the other text not in the output; {msg}: body empty, attribute msg
# Needs:   Go 1.26 or later, Python 3 with venv, and five minutes for a cold build.
set -euo pipefail
folder=$(mktemp -d)
collector=
trap '[ -z "$collector" ] || kill "$collector" 2> /dev/null || true; [ -z "$collector" ] || wait "$collector" || true; rm -rf "$folder"' EXIT
cd "$folder"

cat > builder.yaml << 'YAML'
dist: { name: otelcol, output_path: ./out }
receivers: [{ gomod: github.com/open-telemetry/opentelemetry-collector-contrib/receiver/fluentforwardreceiver v0.165.0 }]
exporters: [{ gomod: go.opentelemetry.io/collector/exporter/debugexporter v0.165.0 }]
YAML
go run go.opentelemetry.io/collector/cmd/builder@v0.165.0 --config builder.yaml --skip-strict-versioning > build.txt 2>&1
python3 -m venv environment
environment/bin/pip install --quiet --disable-pip-version-check msgpack==1.1.2
port=$((20000 + RANDOM % 10000))
cat > collector.yaml << YAML
receivers: { fluent_forward: { endpoint: "127.0.0.1:$port" } }
exporters: { debug: { verbosity: detailed } }
service:
  telemetry: { metrics: { level: none } }
  pipelines: { logs: { receivers: [fluent_forward], exporters: [debug] } }
YAML
out/otelcol --config collector.yaml > log.txt 2>&1 &
collector=$!
cat > send.py << 'PY'
import socket
import sys
import time

import msgpack

line = '{"level":"error","message":"order not stored"}'
records = [
    {'log': line, 'stream': 'stderr', 'message': 'order not stored'},
    {'message': 'order refused', 'stream': 'stderr', 'log': line},
    {'msg': 'order stored', 'stream': 'stdout'},
]
now = int(time.time())
for _ in range(100):
    try:
        connection = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
        break
    except OSError:
        time.sleep(0.1)
connection.sendall(msgpack.packb(['shop', [[now, record] for record in records], {'chunk': 'a'}]))
assert msgpack.unpackb(connection.recv(1000)) == {'ack': 'a'}
PY
environment/bin/python send.py "$port"
for _ in $(seq 100); do
  if [ "$(grep --count '^Body' log.txt)" = 3 ]; then break; fi
  sleep 0.1
done
grep --extended-regexp '^Body|^ +-> (log|message|msg):' log.txt | sed 's/^ *//' | tee seen.txt
diff seen.txt - << 'TXT'
Body: Str(order not stored)
Body: Str({"level":"error","message":"order not stored"})
Body: Empty()
-> msg: Str(order stored)
TXT
if grep --quiet 'order refused' log.txt; then exit 1; fi
