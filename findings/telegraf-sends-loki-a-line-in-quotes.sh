#!/usr/bin/env bash
# A JSON line that Telegraf tails and sends to Loki arrives as `value="{"status":503}" `, which neither `| json` nor `| logfmt` can read.
#
# Guess:   With data_format = "value" and data_type = "string" for the file and outputs.loki behind it, the line in Loki is the line of the file, as with every other agent. If it were logfmt, then its quotes would be escaped.
# So:      Telegraf has no lines, but metrics with fields, and its Loki output writes each field as name="value" and a space, and escapes nothing. So `| json` fails on each line (JSONParserErr), and `| logfmt` reads the value `{`. Only a
#          regular expression gets the line back, at each query. The name of the input becomes a label as well: Loki's `__name__` arrives as `__name`.
# Version: Telegraf 1.37.2 (built from its Go module with the plugins of the script), Loki 3.7.8
# Source:  plugins/outputs/loki/loki.go (Write); https://docs.influxdata.com/telegraf/v1/output-plugins/loki/
# Seen:    {"status":503,"message":"order not stored"}: stored as value="{"status":503,"message":"order not stored"}" ; | json: __error__ JSONParserErr; | logfmt: value={; regexp, line_format and json: status 503
# Needs:   Go 1.26.5 or later, Python 3, and fifteen minutes for a cold build.
set -euo pipefail
folder=$(mktemp -d)
server=
telegraf=
trap 'for process in $telegraf $server; do kill "$process" 2> /dev/null || true; wait "$process" || true; done; rm -rf "$folder"' EXIT
cd "$folder"

GOBIN=$folder go install -tags 'custom inputs.tail outputs.loki parsers.value' github.com/influxdata/telegraf/cmd/telegraf@v1.37.2 2> build-telegraf.txt
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
cat > telegraf.conf << TOML
[agent]
  interval = "1s"
  flush_interval = "1s"
  omit_hostname = true
[[inputs.tail]]
  files = ["$folder/app.log"]
  initial_read_offset = "beginning"
  data_format = "value"
  data_type = "string"
[[outputs.loki]]
  domain = "http://127.0.0.1:$port"
TOML
echo '{"status":503,"message":"order not stored"}' > app.log
./telegraf --config telegraf.conf --non-strict-env-handling > telegraf.txt 2>&1 &
telegraf=$!
cat > try.py << 'PYTHON'
import json, sys, time, urllib.parse, urllib.request

base = sys.argv[1]

def ask(stages):
    now = time.time_ns()
    query = urllib.parse.urlencode({'query': '{path=~".+"} ' + stages, 'start': now - 3600 * 10**9, 'end': now + 10**10})
    with urllib.request.urlopen(f'{base}/loki/api/v1/query_range?{query}') as answer:
        return [(stream['stream'], line) for stream in json.load(answer)['data']['result'] for _, line in stream['values']]

for _ in range(300):
    try:
        if ask(''):
            break
    except OSError:
        pass
    time.sleep(0.2)
((_, line),) = ask('')
print(line)
assert line == 'value="{"status":503,"message":"order not stored"}" '
((labels, _),) = ask('| json')
print(labels)
assert labels['__error__'] == 'JSONParserErr' and 'status' not in labels and labels['__name'] == 'tail'
((labels, _),) = ask('| logfmt')
print(labels)
assert labels['value'] == '{'
((labels, _),) = ask('| regexp `value="(?P<line>.*)" $` | line_format "{{.line}}" | json')
assert labels['status'] == '503'
PYTHON
python3 try.py "http://127.0.0.1:$port"
