#!/usr/bin/env bash
# The OpenTelemetry Collector reads one of two log files that begin with the same 1,000 bytes, and never the other.
#
# Guess:   Two paths, two inodes, different content behind the start-up banner: both files are read.
# So:      A file is its first 1,000 bytes (fingerprint_size). A second file that begins with them counts as the first one, moved, in
#          the same poll as a copy of it. It is not read, however it grows, and nothing says so. Programs that print a long banner,
#          a licence or their settings at the start (several copies of one service in one folder) lose all but one log.
# Version: OpenTelemetry Collector contrib, filelog receiver v0.165.0
# Source:  pkg/stanza/fileconsumer/design.md (Fingerprints), fingerprint_size of the receiver
# Seen:    line of web-1, more of web-1; nothing of web-2; warnings and errors: 0
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

mkdir logs
for name in web-1 web-2; do
  printf 'the same banner %.0s' $(seq 80) > "logs/$name.log"
  printf '\nline of %s\n' "$name" >> "logs/$name.log"
done
cat > config.yaml << YAML
receivers: { file_log: { include: ["$folder/logs/*.log"], start_at: beginning } }
exporters: { debug: { verbosity: detailed } }
service:
  telemetry: { metrics: { level: none } }
  pipelines: { logs: { receivers: [file_log], exporters: [debug] } }
YAML
out/otelcol --config config.yaml > out.txt 2>&1 &
collector=$!
await() { for _ in $(seq 300); do if grep --quiet "$1" out.txt; then return 0; fi; sleep 0.1; done; return 1; }
await 'Str(line of web-'
for name in web-1 web-2; do echo "more of $name" >> "logs/$name.log"; done
await 'Str(more of web-'
sleep 3
grep --only-matching --extended-regexp 'Str\((line|more) of web-.\)' out.txt | tee seen.txt
echo "warnings and errors: $(grep --count --extended-regexp $'\t(warn|error)\t' out.txt || true)"
[ "$(sort --unique seen.txt | wc -l)" -eq 2 ]
[ "$(grep --count web-1 seen.txt || true)" -eq 0 ] || [ "$(grep --count web-2 seen.txt || true)" -eq 0 ]
! grep --quiet --extended-regexp $'\t(warn|error)\t' out.txt
