#!/usr/bin/env bash
# Loki answers 204 to a push of which it dropped a stream. Which order the streams have decides whether anybody learns of it.
#
# Guess:   204 means that everything is stored. If an entry is refused (too far behind, over a limit), the answer is a 400 or 429 that says so.
# So:      1. Of a push with several streams, the ingester keeps only the error of the last one. Where the first stream is refused (here: an entry
#             two hours behind what the stream has) and a later one is taken, the answer is 204 and the entry is gone. The same two streams
#             the other way round: 400, "entry too far behind". Only loki_discarded_samples_total knows of both.
#          2. Two entries of a stream with equal time and line are one entry: 204, and one of them is stored. With different structured metadata
#             they are two. Runtimes stamp all lines of one read with one time, so real repeats vanish.
# Version: Loki 3.7.8, its default limits, one process
# Source:  pkg/ingester/instance.go (Push), https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs
# Seen:    refused first: 204, stored 0; refused last: 400; discarded too_far_behind: 2; twice the same: 204, stored 1; with metadata: stored 2
# Needs:   Go 1.26.5 or later, curl, Python 3, and ten minutes for a cold build.
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
OLD = NOW - 2 * 3600 * 10**9

def push(*streams):
    body = json.dumps({'streams': [{'stream': {'app': app}, 'values': values} for app, values in streams]}).encode()
    request = urllib.request.Request(base + '/loki/api/v1/push', body, {'content-type': 'application/json'})
    try:
        return urllib.request.urlopen(request).status
    except urllib.error.HTTPError as error:
        return error.code

def stored(app, line):
    query = {'query': '{app="%s"} |= "%s"' % (app, line), 'start': OLD - 10**9, 'end': NOW + 10**10, 'limit': 100}
    with urllib.request.urlopen(base + '/loki/api/v1/query_range?' + urllib.parse.urlencode(query)) as answer:
        return sum(len(stream['values']) for stream in json.load(answer)['data']['result'])

def discarded():
    metrics = urllib.request.urlopen(base + '/metrics').read().decode().splitlines()
    return sum(float(line.split()[-1]) for line in metrics if line.startswith('loki_discarded_samples_total') and 'too_far_behind' in line)

for _ in range(300):
    try:
        if push(('a', [[str(NOW), 'fresh']])) == 204:
            break
    except OSError:
        pass
    time.sleep(0.2)

first = push(('a', [[str(OLD), 'late one']]), ('b', [[str(NOW), 'good one']]))
last = push(('b', [[str(NOW + 1), 'good two']]), ('a', [[str(OLD), 'late two']]))
print(f'refused first: {first}, late stored {stored("a", "late one")}, good stored {stored("b", "good one")}')
print(f'refused last: {last}, late stored {stored("a", "late two")}; discarded too_far_behind: {discarded():.0f}')
same = push(('c', [[str(NOW), 'same'], [str(NOW), 'same']]))
different = push(('d', [[str(NOW), 'same', {'offset': '1'}], [str(NOW), 'same', {'offset': '2'}]]))
print(f'twice the same: {same}, stored {stored("c", "same")}; with metadata: {different}, stored {stored("d", "same")}')
assert (first, stored('a', 'late one'), stored('b', 'good one')) == (204, 0, 1)
assert (last, stored('a', 'late two'), discarded()) == (400, 0, 2)
assert (same, stored('c', 'same'), different, stored('d', 'same')) == (204, 1, 204, 2)
PYTHON
python3 try.py "http://127.0.0.1:$port"
