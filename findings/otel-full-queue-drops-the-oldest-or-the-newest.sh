#!/usr/bin/env bash
# When their queue of log records is full, OpenTelemetry's SDKs for Go and Python drop the oldest records, and the one for JavaScript the newest.
#
# Guess:   The batch processor has one specification, so a burst loses the same records in each language: the newest, with a warning.
# So:      "Dropped" is all that it says. Go's queue is a ring, and Python's a deque of limited length: what waited longest goes, so the cause at the
#          head of a burst of errors is lost. JavaScript refuses what comes last, so the outcome is lost. There, all that a program logs in one turn of
#          the event loop is one burst, as nothing is sent in between: of 5,000 records without a pause 2,440 are gone, whatever the exporter's speed. JavaScript
#          says nothing unless a diag logger is set; Python says it once, Go with a logger of level warn.
# Version: Go go.opentelemetry.io/otel/sdk/log v1.47.0; Python opentelemetry-sdk 1.45.2; JavaScript @opentelemetry/sdk-logs 0.223.1
# Source:  https://opentelemetry.io/docs/specs/otel/logs/sdk/ (Batching processor: maxQueueSize)
# Seen:    lines 0 to 4999 at once: JavaScript exports 2560, 0 to 2559; Python and Go (20000 lines) the last one, with gaps before it
# Needs:   Node.js 20 or later, npm, Python 3.10 or later with venv, Go 1.26 or later.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir go node
cat > go/go.mod << 'MOD'
module example.com/burst

go 1.26.0

require go.opentelemetry.io/otel/sdk/log v1.47.0
MOD
cat > go/main.go << 'GO'
package main

import (
	"context"
	"fmt"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/log"
	sdk "go.opentelemetry.io/otel/sdk/log"
)

type exporter struct{}

func (exporter) Export(_ context.Context, records []sdk.Record) error {
	time.Sleep(20 * time.Millisecond)
	for _, record := range records {
		fmt.Println(record.Body().AsInt64())
	}
	return nil
}
func (exporter) Shutdown(context.Context) error   { return nil }
func (exporter) ForceFlush(context.Context) error { return nil }

func main() {
	provider := sdk.NewLoggerProvider(sdk.WithProcessor(sdk.NewBatchProcessor(exporter{})))
	logger := provider.Logger("shop")
	for line := range int64(20000) {
		var record log.Record
		record.SetBody(attribute.Int64Value(line))
		logger.Emit(context.Background(), record)
	}
	provider.Shutdown(context.Background())
}
GO
cat > burst.py << 'PY'
from time import sleep

from opentelemetry._logs import LogRecord
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor, LogRecordExportResult

class Exporter:
    def export(self, batch):
        sleep(0.02)
        for item in batch:
            print(item.log_record.body)
        return LogRecordExportResult.SUCCESS

    def shutdown(self):
        pass

provider = LoggerProvider()
provider.add_log_record_processor(BatchLogRecordProcessor(Exporter()))
logger = provider.get_logger('shop')
for line in range(20000):
    logger.emit(LogRecord(body=line))
provider.shutdown()
PY
echo '{ "private": true, "type": "module" }' > node/package.json
cat > node/burst.js << 'JS'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';

const exporter = {
  export(records, done) {
    for (const record of records) console.log(record.body);
    done({ code: 0 });
  },
  forceFlush: async () => {},
  shutdown: async () => {},
};
const provider = new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter })] });
const logger = provider.getLogger('shop');
for (let line = 0; line < 5000; line++) logger.emit({ body: line });
await provider.shutdown();
JS

npm install --silent --no-audit --no-fund --prefix node @opentelemetry/sdk-logs@0.223.1
python3 -m venv environment
environment/bin/pip install --quiet --disable-pip-version-check opentelemetry-sdk==1.45.2
(cd go && go mod tidy 2> tidy.txt && go build -o burst .)

# Says which lines a program exported.
tell() {
  total=$(wc -l < "$1.txt")
  first=$(head --lines 1 "$1.txt")
  last=$(tail --lines 1 "$1.txt")
  echo "$1: $total lines, from $first to $last; on stderr: $(wc -l < "$1.errors") lines"
}

go/burst > go.txt 2> go.errors
tell go
[ "$total" -lt 20000 ]
[ "$last" = 19999 ]
environment/bin/python burst.py > python.txt 2> python.errors
tell python
[ "$total" -lt 20000 ]
[ "$last" = 19999 ]
node node/burst.js > node.txt 2> node.errors
tell node
[ "$total $first $last" = '2560 0 2559' ]
[ ! -s node.errors ]
