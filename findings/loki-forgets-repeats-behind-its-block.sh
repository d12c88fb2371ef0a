#!/usr/bin/env bash
# Loki stores a push that is sent again twice, except for what is still in its open block.
#
# Guess:   Loki drops an entry that equals a stored one in time, text and labels, so a client may send a push again after a timeout: or it never does, so each repeat doubles.
# So:      Both are half true. An entry is compared with the entries of the block that is being filled (256 KiB of text by default); what is in a block that
#          was closed is not looked at. A push of 100 KB that is sent again at once is stored once. After 16 MB in 16 pushes of the same stream, all 16 pushes
#          sent again are stored a second time. So a client that resends its last push does no harm, and one that goes back further doubles lines.
# Version: Loki 3.7.8
# Source:  pkg/chunkenc/unordered.go (Append: equal times within the head block), pkg/chunkenc/memchunk.go
# Seen:    100 lines twice in a row: 100 rows; 16000 lines twice: 32000 rows; every answer 204
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
import json, sys, time, urllib.error, urllib.parse, urllib.request

base = sys.argv[1]
NOW = time.time_ns()

def push(app, values):
    body = json.dumps({'streams': [{'stream': {'app': app}, 'values': values}]}).encode()
    while True:
        try:
            return urllib.request.urlopen(urllib.request.Request(base + '/loki/api/v1/push', body, {'content-type': 'application/json'})).status
        except urllib.error.HTTPError as error:
            if error.code not in (429, 500):
                raise
        except OSError:
            pass
        time.sleep(0.5)

def rows_of(app):
    query = {'query': 'sum(count_over_time({app="%s"}[1h]))' % app, 'time': NOW + 10**10}
    with urllib.request.urlopen(base + '/loki/api/v1/query?' + urllib.parse.urlencode(query)) as answer:
        return int(json.load(answer)['data']['result'][0]['value'][1])

rows = [[str(NOW + n), f'{n:06} ' + 'x' * 1000] for n in range(16000)]
statuses = {push('small', rows[:100]), push('small', rows[:100])}
for turn in range(2):
    for start in range(0, len(rows), 1000):
        statuses.add(push('large', rows[start:start + 1000]))
        time.sleep(0.3)
small, large = rows_of('small'), rows_of('large')
print(f'answers {statuses}; 100 lines twice: {small} rows; 16000 lines twice: {large} rows')
assert statuses == {204} and small == 100 and large > 20000
PYTHON
python3 try.py "http://127.0.0.1:$port"
