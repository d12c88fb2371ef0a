#!/usr/bin/env bash
# Loki's `| status >= 500` also gives the lines whose status is `-`, and one such line makes the count of them fail.
#
# Guess:   A line whose status is no number is not at least 500, so the filter leaves it out, as it leaves out a line without the field.
# So:      A value that cannot be compared passes: `-`, `5xx` and a truncated "20" all come, marked with __error__="LabelFilterErr", under any limit, also under `< 300`. In Grafana they stand among the failures. In a
#          metric query the mark is an error of the whole query: status 400, and the panel or the alert has no value, until the one line is older than the
#          range. nginx and Envoy write `-` for a request that had no answer, so this comes with the first of them. `| __error__=""` behind the filter leaves them out.
# Version: Loki 3.7.8
# Source:  https://grafana.com/docs/loki/latest/query/log_queries/#label-filter-expression; pkg/logql/log/label_filter.go (NumericLabelFilter)
# Seen:    statuses 200, 503, "-", "5xx", none: >= 500 gives 503, "-", "5xx"; < 300 gives 200, "-", "5xx"; sum(count_over_time(…)): 400 "pipeline error: 'LabelFilterErr'"
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

def push(app, lines):
    values = [[str(NOW + n), line] for n, line in enumerate(lines)]
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

def ask(path, **query):
    with urllib.request.urlopen(f'{base}/loki/api/v1/{path}?' + urllib.parse.urlencode(query)) as answer:
        return json.load(answer)['data']['result']

def statuses(condition):
    query = '{app="shop"} | json | ' + condition
    streams = ask('query_range', query=query, start=NOW - 10**10, end=NOW + 10**10)
    found = sorted(str(json.loads(line).get('status')) for stream in streams for _, line in stream['values'])
    print(f'{query}: {found}')
    return found

def count(condition):
    query = 'sum(count_over_time({app="shop"} | json | ' + condition + ' [5m]))'
    try:
        result = ask('query', query=query, time=NOW + 10**10)[0]['value'][1]
    except urllib.error.HTTPError as error:
        result = f'{error.code} {error.read().decode()[:60]}'
    print(f'{query}: {result}')
    return result

push('shop', ['{"status":200}', '{"status":503}', '{"status":"-"}', '{"status":"5xx"}', '{"path":"/"}'])
assert statuses('status >= 500') == ['-', '503', '5xx']
assert statuses('status < 300') == ['-', '200', '5xx']
assert statuses('status >= 500 | __error__=""') == ['503']
assert count('status >= 500').startswith("400 pipeline error: 'LabelFilterErr'")
assert count('status >= 500 | __error__=""') == '1'
PYTHON
python3 try.py "http://127.0.0.1:$port"
