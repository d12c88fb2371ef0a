#!/usr/bin/env bash
# python-logging-loki gives a record the time at which it is sent, not the time at which it was logged.
#
# Guess:   The handler takes `record.created`, which Python's logging sets. With LokiQueueHandler, which the README advises, a slow Loki delays records but does not date them.
# So:      The time is `time.time()` when the push is built. Each record is a push of its own, so if Loki takes half a second for one, four records of the same millisecond are dated
#          half a second apart, and a backlog of minutes appears as if it had happened minutes later. Rates and the order between services are wrong just
#          when Loki is slow. Rounding through a float makes the last digits of the nanoseconds invented.
# Version: python-logging-loki 0.3.1 (PyPI)
# Source:  logging_loki/emitter.py (LokiEmitterV1.build_payload)
# Seen:    4 records of 1 ms, a server that takes 0.5 s for each: dated 0.0, 0.5, 1.0, 1.5 s after the first
# Needs:   Python 3.9 or later with venv.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv environment
environment/bin/pip install --quiet --disable-pip-version-check python-logging-loki==0.3.1 requests==2.32.5
cat > write.py << 'PY'
import json
import logging
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Thread
from time import sleep

import logging_loki

times = []

class Loki(BaseHTTPRequestHandler):
    def do_POST(self):
        push = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
        sleep(0.5)
        times.append(int(push['streams'][0]['values'][0][0]) / 1e9)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass

server = ThreadingHTTPServer(('127.0.0.1', 0), Loki)
Thread(target=server.serve_forever, daemon=True).start()
url = f'http://127.0.0.1:{server.server_port}/loki/api/v1/push'
handler = logging_loki.LokiQueueHandler(Queue(-1), url=url, tags={'app': 'shop'}, version='1')
created = []
handler.addFilter(lambda record: created.append(record.created) or True)
log = logging.getLogger('shop')
log.addHandler(handler)
for order in range(4):
    log.error('order %d failed', order)
while len(times) < 4:
    sleep(0.1)
print(f'logged within {(created[-1] - created[0]) * 1000:.0f} ms; dated', *[f'{time - times[0]:.1f}' for time in times], 's after the first')
assert created[-1] - created[0] < 0.3
assert all(later - earlier >= 0.5 for earlier, later in zip(times, times[1:]))
PY
environment/bin/python write.py
