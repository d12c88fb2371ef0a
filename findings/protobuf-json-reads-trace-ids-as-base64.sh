#!/usr/bin/env bash
# protobuf's own JSON readers take the trace ids of OTLP in JSON without an error, and make other ids of them.
#
# Guess:   OTLP in JSON is protobuf's JSON with OpenTelemetry's .proto files, so json_format in Python and protojson in Go read what the Collector's file exporter and the SDKs write.
#          Where OTLP differs, as in its ids in hex, they refuse it.
# So:      32 hex digits are also good base64: the reader gives an id of 24 bytes in place of 16, and a span id of 12 in place of 8. Nothing fails. Stored or sent on,
#          no line finds its trace, or the next server refuses the batch for an id of a wrong length, far from the cause. Only the ids are wrong, all else of the request is right.
#          In the other direction these libraries write base64 where OTLP readers want hex.
# Version: protobuf 7.36.2 with opentelemetry-proto 1.45.0 (PyPI); google.golang.org/protobuf v1.36.11 with go.opentelemetry.io/proto/otlp v1.9.0
# Source:  https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding (trace and span ids are hex); https://protobuf.dev/programming-guides/json/ (bytes)
# Seen:    traceId 5b8efff798038103d269b633813fc60c: Python and Go 24 bytes e5bf1e7df7fb…, spanId eee19b7ec3c1b174: 12 bytes; time and body as sent
# Needs:   Python 3.9 or later with venv, Go 1.24 or later.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > request.json << 'JSON'
{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1796023800123456789","traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","body":{"stringValue":"order stored"}}]}]}]}
JSON
python3 -m venv environment
environment/bin/pip install --quiet --disable-pip-version-check protobuf==7.36.2 opentelemetry-proto==1.45.0
cat > read.py << 'PY'
from google.protobuf import json_format
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest

with open('request.json') as file:
    request = json_format.Parse(file.read(), ExportLogsServiceRequest())
record = request.resource_logs[0].scope_logs[0].log_records[0]
print(record.time_unix_nano, record.body.string_value, len(record.trace_id), record.trace_id.hex(), len(record.span_id), record.span_id.hex())
PY
mkdir go
cat > go/main.go << 'GO'
package main

import (
	"fmt"
	"os"

	logs "go.opentelemetry.io/proto/otlp/logs/v1"
	"google.golang.org/protobuf/encoding/protojson"
)

func main() {
	text, err := os.ReadFile("../request.json")
	if err != nil {
		panic(err)
	}
	var request logs.LogsData
	if err := protojson.Unmarshal(text, &request); err != nil {
		panic(err)
	}
	record := request.ResourceLogs[0].ScopeLogs[0].LogRecords[0]
	fmt.Printf("%d %s %d %x %d %x\n", record.TimeUnixNano, record.Body.GetStringValue(), len(record.TraceId), record.TraceId, len(record.SpanId), record.SpanId)
}
GO
(
  cd go
  go mod init example.com/read
  go get google.golang.org/protobuf@v1.36.11 go.opentelemetry.io/proto/otlp@v1.9.0
  go build -o read .
) > go.txt 2>&1
expected='1796023800123456789 order stored 24 e5bf1e7df7fbf7cd37f35d37776ebd6fadf7f35ddf73ad1c 12 79e7b5f5bede7377356f5ef8'
python=$(environment/bin/python read.py)
go=$(cd go && ./read)
echo "Python: $python"
echo "Go:     $go"
[ "$python" = "$expected" ]
[ "$go" = "$expected" ]
