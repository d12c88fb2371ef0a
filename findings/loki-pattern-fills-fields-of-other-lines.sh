#!/usr/bin/env bash
# Loki's `| pattern "<client> took <time>"` puts a line that does not match into its first field, whole.
#
# Guess:   A line that does not fit the pattern gets no fields, and perhaps an __error__, as with `| json`; so `client!=""` leaves it out. `| regexp` does that.
# So:      What was read before the first text that is missing stays read, and a field at that place takes the rest of the line. So each stack frame and each banner becomes a "client". A
#          `count by (client)` has a series for each of them, so one trace of 500 lines makes the query fail at max_query_series, and __error__ is empty. A pattern that
#          begins with text that only the right lines have, or a `|> "<_> took <_>"` before it, keeps them out.
# Version: Loki 3.7.8
# Source:  https://grafana.com/docs/loki/latest/query/log_queries/#pattern; pkg/logql/log/pattern/pattern.go (Matches)
# Seen:    "10.0.0.1 took 5ms", "at Shop.main(Shop.java:5)": client "10.0.0.1" and "at Shop.main(Shop.java:5)"; regexp: "10.0.0.1" only; with |> before: "10.0.0.1" only
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

def push(lines):
    values = [[str(NOW + n), line] for n, line in enumerate(lines)]
    body = json.dumps({'streams': [{'stream': {'app': 'shop'}, 'values': values}]}).encode()
    while True:
        try:
            return urllib.request.urlopen(urllib.request.Request(base + '/loki/api/v1/push', body, {'content-type': 'application/json'})).status
        except urllib.error.HTTPError as error:
            if error.code not in (429, 500):
                raise
        except OSError:
            pass
        time.sleep(0.5)

def clients(stages):
    query = 'sum by (client) (count_over_time({app="shop"} ' + stages + ' | client!="" | __error__="" [5m]))'
    with urllib.request.urlopen(base + '/loki/api/v1/query?' + urllib.parse.urlencode({'query': query, 'time': NOW + 10**10})) as answer:
        found = sorted(series['metric']['client'] for series in json.load(answer)['data']['result'])
    print(f'{query}: {found}')
    return found

push(['10.0.0.1 took 5ms', 'java.lang.IllegalStateException: disk full', 'at Shop.main(Shop.java:5)'])
assert clients('| pattern "<client> took <time>"') == ['10.0.0.1', 'at Shop.main(Shop.java:5)', 'java.lang.IllegalStateException: disk full']
assert clients(r'| regexp "(?P<client>\\S+) took (?P<time>\\S+)"') == ['10.0.0.1']
assert clients('|> "<_> took <_>" | pattern "<client> took <time>"') == ['10.0.0.1']
PYTHON
python3 try.py "http://127.0.0.1:$port"
