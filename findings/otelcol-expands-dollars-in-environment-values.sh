#!/usr/bin/env bash
# The Collector takes `$$` in a value that comes from the environment for `$`, and expands `${…}` in it once more.
#
# Guess:   `${env:TOKEN}` is replaced by the value of the variable, whatever is in it. Escaping with `$$` is for what is written in the configuration file.
# So:      The result is expanded again, and only then `$$` becomes `$`. A token or password with two dollar signs loses one, a pattern with `$$` too, and the server answers 401, while the variable, the Secret and the configuration all look right. A value
#          that has `${NAME}` in it gets the value of that variable. A single `$` stays. A value with `#`, leading zeros or quotes arrives as it is, so it is not the YAML that does this.
# Version: OpenTelemetry Collector v0.165.0 (confmap), filelog receiver v0.165.0
# Source:  https://opentelemetry.io/docs/collector/configuration/#environment-variables ($$)
# Seen:    TOKEN=p$$w$x: p$w$x; TEMPLATE=hello ${NAME}, NAME=ann: hello ann; PIN=0123 #1: 0123 #1
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
echo 'order stored' > app.log
cat > collector.yaml << YAML
receivers:
  file_log: { include: ["$folder/app.log"], start_at: beginning, resource: { token: "\${env:TOKEN}", template: "\${env:TEMPLATE}", pin: "\${env:PIN}" } }
exporters: { debug: { verbosity: detailed } }
service:
  telemetry: { metrics: { level: none } }
  pipelines: { logs: { receivers: [file_log], exporters: [debug] } }
YAML
TOKEN='p$$w$x' TEMPLATE='hello ${NAME}' NAME=ann PIN='0123 #1' out/otelcol --config collector.yaml > out.txt 2>&1 &
collector=$!
for _ in $(seq 150); do
  if grep --quiet '^Flags' out.txt; then break; fi
  sleep 0.1
done
kill "$collector"
wait "$collector" || true
collector=
grep --extended-regexp -- '-> (token|template|pin):' out.txt | sed 's/.*-> //' | sort | tee seen.txt
diff seen.txt - << 'TXT'
pin: Str(0123 #1)
template: Str(hello ann)
token: Str(p$w$x)
TXT
