#!/usr/bin/env bash
# VictoriaLogs replaces the message of an empty line by a sentence about itself, and answers with a name twice in one object.
#
# Guess:   A log line with an empty message is stored with an empty message. {"a":{"b":1},"a.b":2} keeps both values, or is refused.
# So:      1. An empty value counts as an absent field. The entry gets the message "missing _msg field; see https://docs.victoriametrics.com/...".
#             So the blank lines that programs print appear as this sentence, count in searches for "missing", and cannot be told
#             from pushes that name the wrong field. A message that is a JSON object becomes fields, and gets the sentence, too.
#          2. Nested members are flattened to names with dots. Where the object has such a name as well, both are stored. A query answers with one
#             JSON object that has the name twice. Searches see the first value only, JSON parsers show the last: a row that one sees with
#             "a.b":"2" is not found by a.b:2.
# Version: VictoriaLogs v1.52.2
# Source:  https://docs.victoriametrics.com/victorialogs/keyconcepts/#data-model and #message-field
# Seen:    empty: "missing _msg field; see https://docs.victoriametrics.com/victorialogs/keyconcepts/#message-field"; nested: {"a.b":"1","a.b":"2"}, found by a.b:1, not by a.b:2
# Needs:   Go 1.26 or later, curl, and two minutes for a cold build.
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null || true; [ -z "$server" ] || wait "$server" || true; rm -rf "$folder"' EXIT
cd "$folder"

GOBIN=$folder go install github.com/VictoriaMetrics/VictoriaLogs/app/victoria-logs@v1.52.2 2> build.txt
port=$((20000 + RANDOM % 10000))
./victoria-logs -storageDataPath="$folder/data" -httpListenAddr="127.0.0.1:$port" > log.txt 2>&1 &
server=$!
url=http://127.0.0.1:$port
curl --silent --retry 50 --retry-connrefused --retry-delay 1 --output health.txt "$url/health"

now=$(date --utc +%Y-%m-%dT%H:%M:%SZ)
cat > lines.ndjson << LINES
{"_time":"$now","case":"empty","_msg":""}
{"_time":"$now","case":"object","_msg":{"text":"hello"}}
{"_time":"$now","case":"nested","_msg":"x","a":{"b":"1"},"a.b":"2"}
LINES
curl --silent --fail --header 'Content-Type: application/stream+json' --data-binary @lines.ndjson "$url/insert/jsonline?_stream_fields=case"
curl --silent "$url/internal/force_flush"
query() { curl --silent "$url/select/logsql/query" --data-urlencode "query=$1" | sed --regexp-extended 's/"(_stream|_stream_id|_time)":"([^"\\]|\\.)*",?//g'; }
for search in case:empty case:object case:nested a.b:1 a.b:2; do echo "$search: $(query "$search")"; done
query case:empty | grep --quiet '"_msg":"missing _msg field; see https://docs.victoriametrics.com'
query case:object | grep --quiet '"_msg":"missing _msg field'
query case:nested | grep --quiet '"a.b":"1","a.b":"2"'
[ "$(query a.b:1 | wc -l)" -eq 1 ]
[ "$(query a.b:2 | wc -l)" -eq 0 ]
