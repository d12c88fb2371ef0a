#!/usr/bin/env bash
# One integer beyond 64 bits in a message loses the whole batch of OpenTelemetry's Python log exporter.
#
# Guess:   `log.info({'span': 2**63})` with LoggingHandler is sent as a string or a double, or that record is dropped: Python's integers have no limit, and ids with
#          64 unsigned bits (Datadog's, Snowflake-like, hashes) are common in logs.
# So:      OTLP's integer is signed with 64 bits. The exporter encodes the batch in one go, the one value raises, and all of the batch, up to 512 records
#          of the last second, is discarded. "Failed to encode logs batch" on the logger opentelemetry is all that tells. In `extra` the same number costs
#          its own attribute only.
# Version: opentelemetry-sdk and opentelemetry-exporter-otlp-proto-http 1.45.2 (PyPI), Python 3.10 to 3.13
# Source:  opentelemetry/exporter/otlp/proto/common/_internal (_encode_value, _encode_attributes)
# Seen:    4 records, the third {'span': 9223372036854775808}: 0 arrive; with the number in extra: 4 arrive, the third without it
# Needs:   Python 3.10 or later with venv.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv environment
environment/bin/pip install --quiet --disable-pip-version-check opentelemetry-sdk==1.45.2 opentelemetry-exporter-otlp-proto-http==1.45.2
cat > write.py << 'PY'
import logging
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor

arrived = []

class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        request = ExportLogsServiceRequest.FromString(self.rfile.read(int(self.headers['Content-Length'])))
        for resource in request.resource_logs:
            for scope in resource.scope_logs:
                arrived.extend(scope.log_records)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass

server = ThreadingHTTPServer(('127.0.0.1', 0), Receiver)
Thread(target=server.serve_forever, daemon=True).start()
exporter = OTLPLogExporter(endpoint=f'http://127.0.0.1:{server.server_port}/v1/logs')
provider = LoggerProvider()
provider.add_log_record_processor(BatchLogRecordProcessor(exporter))
log = logging.getLogger('shop')
log.setLevel(logging.INFO)
log.propagate = False
log.addHandler(LoggingHandler(logger_provider=provider))

def send(third, **keywords):
    arrived.clear()
    log.info('one')
    log.info('two')
    log.info(third, **keywords)
    log.info('four')
    provider.force_flush()
    return len(arrived), sum(attribute.key == 'span' for record in arrived for attribute in record.attributes)

print('in the message:', *send({'span': 2**63}))
print('in extra:', *send('three', extra={'span': 2**63}))
print('in extra, one less:', *send('three', extra={'span': 2**63 - 1}))
PY
environment/bin/python write.py 2> errors.txt | tee seen.txt
grep --max-count 1 'Failed to encode logs batch' errors.txt
diff seen.txt - << 'TXT'
in the message: 0 0
in extra: 4 0
in extra, one less: 4 1
TXT
