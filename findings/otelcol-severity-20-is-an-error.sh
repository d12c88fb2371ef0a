#!/usr/bin/env bash
# The Collector's severity parser makes ERROR of pino's debug (20) and of Python's INFO (20), and nothing of pino's info (30).
#
# Guess:   A numeric level is one of a logger, so 20 is debug and 30 info as pino, bunyan and Python write them, or the parser leaves unset what it does not know.
# So:      The default mapping knows numbers, but those of OpenTelemetry: 1 to 24. So 10 becomes INFO2, 20 ERROR4, 17 ERROR, and everything above 24 stays unset. Debug lines of a Node.js program and the INFO lines of a Python one (levelno) are counted as
#          errors, while its own errors (40, 50) have no severity. Words are known in one spelling only: "notice", "crit", "emerg", "panic", "information", "W" and "E" stay unset; "err" and "warning" do not. Nothing is said,
#          as the text of the level is kept. A mapping of one's own is needed: `mapping: { debug: 20, info: 30, warn: 40, error: 50 }`, with `preset: none`.
# Version: OpenTelemetry Collector contrib, filelog receiver v0.165.0
# Source:  pkg/stanza/docs/types/severity.md; pkg/stanza/operator/helper/severity_builder.go
# Seen:    10 Info2, 20 Error4, 30 Unspecified, 50 Unspecified, info Info, err Error, notice Unspecified, crit Unspecified, panic Unspecified; with the mapping: 20 Debug, 30 Info, 50 Error
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
for level in 10 20 30 50 '"info"' '"err"' '"notice"' '"crit"' '"panic"'; do echo "{\"level\":$level}"; done > app.log

try() {
  cat > "$1.yaml" << YAML
receivers:
  file_log: { include: ["$folder/app.log"], start_at: beginning, operators: [{ type: json_parser, severity: { parse_from: attributes.level$2 } }] }
exporters: { debug: { verbosity: detailed } }
service:
  telemetry: { metrics: { level: none } }
  pipelines: { logs: { receivers: [file_log], exporters: [debug] } }
YAML
  out/otelcol --config "$1.yaml" > "$1.txt" 2>&1 &
  collector=$!
  for _ in $(seq 150); do
    if [ "$(grep --count '^SeverityNumber' "$1.txt")" = 9 ]; then break; fi
    sleep 0.1
  done
  kill "$collector"
  wait "$collector" || true
  collector=
  seen=$(sed --quiet --regexp-extended 's/^SeverityText: //p; s/^SeverityNumber: ([A-Za-z0-9]+)\(.*/\1/p' "$1.txt" | paste --delimiters ' ' - - | paste --serial --delimiters ,)
  echo "$1: $seen; warnings: $(grep --count --word-regexp --extended-regexp 'warn|error' "$1.txt" || true)"
}

try default ''
[ "$seen" = '10 Info2,20 Error4,30 Unspecified,50 Unspecified,info Info,err Error,notice Unspecified,crit Unspecified,panic Unspecified' ]
try mapping ', preset: none, mapping: { debug: 20, info: 30, warn: 40, error: 50 }'
[[ $seen = '10 Unspecified,20 Debug,30 Info,50 Error,'* ]]
