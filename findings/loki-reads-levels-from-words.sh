#!/usr/bin/env bash
# Loki calls a line "error" that says "finished without error", and gives pino's levels 30 and 50 no level.
#
# Guess:   detected_level, which Loki adds to each line (discover_log_levels is on by default), comes from a level field, or from a level word at the start of the
#          line. Numbers of pino and bunyan are known, since these are the usual loggers of Node.js.
# So:      Without a level word in a level field, the whole text is searched for words. `finished without error` and `{"level":30,"msg":"error free"}` are
#          errors, `critical path took 3 s` is critical, `a trace of salt` is trace. `{"level":50,…}` is "unknown", as is a klog line of an error (E0101 …). The panel
#          of errors in Grafana's Logs Drilldown is built on this field. It is structured metadata, so it is stored with each line.
# Version: Loki 3.7.8
# Source:  pkg/distributor/field_detection.go (extractLogLevel, detectLevelFromLogLine)
# Seen:    error: "finished without error", {"level":30,"msg":"error free"}; unknown: {"level":50,"msg":"refused"}, klog's E line; critical: "critical path took 3 s"
# Needs:   Go 1.26.5 or later, Python 3, and ten minutes for a cold build.
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null || true; [ -z "$server" ] || wait "$server" || true; rm -rf "$folder"' EXIT
cd "$folder"

# What Loki's own go.mod replaces has to be replaced here, too.
cat > go.mod << 'MOD'
module example.com/loki

go 1.26.5

require github.com/grafana/loki/v3 v3.7.8

replace (
	github.com/Azure/azure-sdk-for-go => github.com/Azure/azure-sdk-for-go v68.0.0+incompatible
	github.com/Azure/azure-storage-blob-go => github.com/MasslessParticle/azure-storage-blob-go v0.14.1-0.20240322194317-344980fda573
	github.com/gocql/gocql => github.com/grafana/gocql v0.0.0-20200605141915-ba5dc39ece85
	github.com/grafana/regexp => github.com/grafana/regexp v0.0.0-20240518133315-a468a5bfb3bc
	github.com/hashicorp/memberlist => github.com/grafana/memberlist v0.3.1-0.20251126142931-6f9f62ab6f86
	github.com/influxdata/go-syslog/v3 => github.com/leodido/go-syslog/v4 v4.3.0
	github.com/thanos-io/objstore => github.com/grafana/objstore v0.0.0-20250728171719-b5d3b766d1b0
)
MOD
GOFLAGS=-mod=mod go build -o loki github.com/grafana/loki/v3/cmd/loki > build.txt 2>&1

port=$((20000 + RANDOM % 10000))
cat > loki.yaml << YAML
auth_enabled: false
server: { http_listen_address: 127.0.0.1, http_listen_port: $port, grpc_listen_address: 127.0.0.1, grpc_listen_port: $((port + 1)), log_level: error }
common:
  instance_addr: 127.0.0.1
  path_prefix: $folder
  replication_factor: 1
  ring: { kvstore: { store: inmemory } }
  storage: { filesystem: { chunks_directory: $folder/chunks, rules_directory: $folder/rules } }
schema_config: { configs: [{ from: 2020-01-01, store: tsdb, object_store: filesystem, schema: v13, index: { prefix: index_, period: 24h } }] }
querier: { query_ingesters_within: 0 }
analytics: { reporting_enabled: false }
YAML
./loki -config.file=loki.yaml > loki.txt 2>&1 &
server=$!
cat > try.py << 'PYTHON'
import json, sys, time, urllib.parse, urllib.request

base = sys.argv[1]
NOW = time.time_ns()
EXPECTED = {
    'finished without error': 'error',
    '{"level":30,"msg":"error free"}': 'error',
    '{"level":50,"msg":"refused"}': 'unknown',
    'E0101 10:00:00.000000       1 sync.go:10] refused': 'unknown',
    'critical path took 3 s': 'critical',
    'a trace of salt': 'trace',
    '{"level":"warn","msg":"refused"}': 'warn',
}

def push(lines):
    body = json.dumps({'streams': [{'stream': {'app': 'a'}, 'values': [[str(NOW + n), line] for n, line in enumerate(lines)]}]}).encode()
    return urllib.request.urlopen(urllib.request.Request(base + '/loki/api/v1/push', body, {'content-type': 'application/json'})).status

for _ in range(300):
    try:
        if push(EXPECTED) == 204:
            break
    except OSError:
        pass
    time.sleep(0.2)
query = {'query': '{app="a"}', 'start': NOW - 10**9, 'end': NOW + 10**10, 'limit': 100}
with urllib.request.urlopen(base + '/loki/api/v1/query_range?' + urllib.parse.urlencode(query)) as answer:
    seen = {line: stream['stream']['detected_level'] for stream in json.load(answer)['data']['result'] for _, line in stream['values']}
for line in EXPECTED:
    print(f'{seen[line]:9} {line}')
assert seen == EXPECTED
PYTHON
python3 try.py "http://127.0.0.1:$port"
