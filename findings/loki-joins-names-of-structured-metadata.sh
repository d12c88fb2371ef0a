#!/usr/bin/env bash
# Of the structured metadata `http.status`, `http-status` and `http_status`, Loki keeps one value, answers 204, and nothing says which.
#
# Guess:   Structured metadata are name and value, stored as they are; labels alone have rules for names. Two names are two values, or the push is refused.
# So:      Each character that a label cannot have becomes `_`, and of the names that are then equal one value is left, the one that was named last. The others
#          are lost, with status 204 and no counter. So an attribute of OpenTelemetry, `http.status`, and
#          the program's own `http_status` replace each other. The original name cannot be asked for: a query with it is a syntax error.
# Version: Loki 3.7.8
# Source:  https://grafana.com/docs/loki/latest/send-data/otel/ (format considerations); pkg/loghttp/push (structured metadata, label namer)
# Seen:    pushed {"http.status":"1","http_status":"2","http-status":"3"}: 204, stored http_status="3"; OTLP http.status "1", http_status "2": stored http_status="2"
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

def post(path, body):
    while True:
        try:
            return urllib.request.urlopen(urllib.request.Request(base + path, json.dumps(body).encode(), {'content-type': 'application/json'})).status
        except urllib.error.HTTPError as error:
            if error.code not in (429, 500):
                raise
        except OSError:
            pass
        time.sleep(0.5)

def stored(selector):
    query = urllib.parse.urlencode({'query': selector, 'start': NOW - 10**10, 'end': NOW + 10**10})
    with urllib.request.urlopen(base + '/loki/api/v1/query_range?' + query) as answer:
        [stream] = json.load(answer)['data']['result']
    found = {name: value for name, value in stream['stream'].items() if 'status' in name}
    print(f'{selector}: {found}')
    return found

def push(app, metadata):
    assert post('/loki/api/v1/push', {'streams': [{'stream': {'app': app}, 'values': [[str(NOW), 'paid', metadata]]}]}) == 204

def push_otlp(app, attributes):
    pairs = [{'key': name, 'value': {'stringValue': value}} for name, value in attributes.items()]
    record = {'timeUnixNano': str(NOW), 'body': {'stringValue': 'paid'}, 'attributes': pairs}
    resource = {'attributes': [{'key': 'service.name', 'value': {'stringValue': app}}]}
    assert post('/otlp/v1/logs', {'resourceLogs': [{'resource': resource, 'scopeLogs': [{'logRecords': [record]}]}]}) == 204

push('three', {'http.status': '1', 'http_status': '2', 'http-status': '3'})
push('turned', {'http-status': '3', 'http_status': '2', 'http.status': '1'})
push_otlp('otlp', {'http.status': '1', 'http_status': '2'})
push_otlp('otlp-turned', {'http_status': '2', 'http.status': '1'})
for selector, last in [('app="three"', '3'), ('app="turned"', '1'), ('service_name="otlp"', '2'), ('service_name="otlp-turned"', '1')]:
    assert stored('{' + selector + '}') == {'http_status': last}
PYTHON
python3 try.py "http://127.0.0.1:$port"
