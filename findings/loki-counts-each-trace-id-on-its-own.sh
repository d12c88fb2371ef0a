#!/usr/bin/env bash
# Loki's `count_over_time({app="shop"}[5m])` counts each trace id of the structured metadata on its own, and each level.
#
# Guess:   A range aggregation counts by stream. What is no label, and no parser brought out, does not part the counts: that is what structured metadata is for. So
#          the rule `count_over_time({app="shop"} |= "failed" [5m]) > 10` fires at the eleventh failure.
# So:      Structured metadata become labels of the result. With a trace id in them (OTLP, Alloy and others send it so) each line is a series with the value 1, and the rule
#          never fires. With more of them than max_query_series, 500, the query is an error. Even a stream without any is parted, by the `detected_level` that Loki adds:
#          error, warn and unknown are counted apart. `sum(…)`, or `sum by (app) (…)`, is needed always; rate() and the others are the same.
# Version: Loki 3.7.8
# Source:  https://grafana.com/docs/loki/latest/get-started/labels/structured-metadata/; pkg/logql/log/labels.go (GroupedLabels)
# Seen:    12 lines "failed" with 12 trace ids: 12 series of 1, none above 10; sum: 12; 3 lines "all fine", "error: bad", "warn: slow" without metadata: 3 series of 1
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

def ask(query):
    with urllib.request.urlopen(base + '/loki/api/v1/query?' + urllib.parse.urlencode({'query': query, 'time': NOW + 10**10})) as answer:
        values = [int(series['value'][1]) for series in json.load(answer)['data']['result']]
    print(f'{query}: {values}')
    return values

push('shop', [[str(NOW + n), f'order {n} failed', {'trace_id': f'trace{n}'}] for n in range(12)])
push('plain', [[str(NOW + n), line] for n, line in enumerate(['all fine', 'error: bad', 'warn: slow'])])
assert ask('count_over_time({app="shop"} |= "failed" [5m])') == [1] * 12
assert ask('count_over_time({app="shop"} |= "failed" [5m]) > 10') == []
assert ask('sum(count_over_time({app="shop"} |= "failed" [5m])) > 10') == [12]
assert ask('count_over_time({app="plain"}[5m])') == [1, 1, 1]
PYTHON
python3 try.py "http://127.0.0.1:$port"
