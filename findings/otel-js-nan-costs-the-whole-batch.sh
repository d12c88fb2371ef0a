#!/usr/bin/env bash
# One NaN in a log record from OpenTelemetry's JavaScript SDK makes the Collector refuse the whole request, and nobody says so.
#
# Guess:   An attribute that is NaN, as 0 / 0 in a rate gives, arrives as NaN or null, or is left out. At worst its own record is lost.
# So:      @opentelemetry/exporter-logs-otlp-http writes JSON, and NaN becomes `"doubleValue":null` there. OTLP's JSON has "NaN" as a string for it, and the Collector answers 400
#          to the whole request: up to 512 records of the batch are gone, as 400 is not tried again. Infinity and integers beyond 64 bits (1e21 becomes
#          `"intValue":1e+21`) do the same. Without a diag logger, which is not set by default, the program prints nothing. The protobuf exporter sends NaN as it is.
# Version: @opentelemetry/sdk-logs, exporter-logs-otlp-http and exporter-logs-otlp-proto 0.223.1; OpenTelemetry Collector, OTLP receiver v0.165.0
# Source:  https://opentelemetry.io/docs/specs/otlp/ (JSON Protobuf Encoding); https://protobuf.dev/programming-guides/json/ (double)
# Seen:    3 records, the second with NaN: http: 0 arrive, output of the program: none; proto: 3 arrive
# Needs:   Node.js 20 or later, npm, Go 1.26 or later, and five minutes for a cold build.
set -euo pipefail
folder=$(mktemp -d)
collector=
trap '[ -z "$collector" ] || kill "$collector" 2> /dev/null || true; [ -z "$collector" ] || wait "$collector" || true; rm -rf "$folder"' EXIT
cd "$folder"

cat > builder.yaml << 'YAML'
dist: { name: otelcol, output_path: ./out }
receivers: [{ gomod: go.opentelemetry.io/collector/receiver/otlpreceiver v0.165.0 }]
exporters: [{ gomod: go.opentelemetry.io/collector/exporter/debugexporter v0.165.0 }]
YAML
go run go.opentelemetry.io/collector/cmd/builder@v0.165.0 --config builder.yaml --skip-strict-versioning > build.txt 2>&1
port=$((20000 + RANDOM % 10000))
cat > collector.yaml << YAML
receivers: { otlp: { protocols: { http: { endpoint: "127.0.0.1:$port" } } } }
exporters: { debug: { verbosity: detailed } }
service:
  telemetry: { metrics: { level: none } }
  pipelines: { logs: { receivers: [otlp], exporters: [debug] } }
YAML
out/otelcol --config collector.yaml > collector.txt 2>&1 &
collector=$!
for _ in $(seq 300); do
  if grep --quiet 'Everything is ready' collector.txt; then break; fi
  sleep 0.1
done

echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund @opentelemetry/sdk-logs@0.223.1 @opentelemetry/exporter-logs-otlp-http@0.223.1 @opentelemetry/exporter-logs-otlp-proto@0.223.1
cat > write.js << 'JS'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';

const [, , name, url] = process.argv;
const { OTLPLogExporter } = await import(`@opentelemetry/exporter-logs-otlp-${name}`);
const provider = new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter({ url }) })] });
const log = provider.getLogger('shop');
log.emit({ body: `${name} one`, attributes: { rate: 0.5 } });
log.emit({ body: `${name} two`, attributes: { rate: 0 / 0 } });
log.emit({ body: `${name} three`, attributes: { rate: 0.25 } });
await provider.shutdown();
JS
for name in http proto; do
  node write.js $name "http://127.0.0.1:$port/v1/logs" > $name.txt 2>&1
  sleep 1
  arrived=$(grep --count "Body: Str($name " collector.txt || true)
  echo "$name: $arrived of 3 records arrived; output of the program: $(wc -l < $name.txt) lines"
  seen+="$arrived/$(wc -l < $name.txt) "
done
[ "$seen" = '0/0 3/0 ' ]
