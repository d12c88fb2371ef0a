#!/usr/bin/env bash
# Over Loki's protocol, VictoriaLogs takes a JSON line apart: the line itself is gone, and its fields replace the labels of its stream.
#
# Guess:   Whoever speaks Loki's protocol sends lines, and gets the line back, whatever is in it. Labels come from the request.
# So:      A line that is a JSON object is parsed by default, and its members become fields. The text is not kept, and what a member is called decides what is left of the message: only `_msg` is one. With `msg` or `message`, as
#          nearly all loggers write it, the message becomes "missing _msg field; see …". A member `app` takes the place of the stream's label `app`: the filter `app:=shop` does not find the line, while `{app="shop"}`
#          does, and shows `app` as the program's. Of two members of the same name one is left. `{}` is such a sentence alone. A line that is not quite JSON stays as it is,
#          so one container has both kinds. `?disable_message_parsing=1` in the URL keeps the lines. Loki keeps them always.
# Version: VictoriaLogs v1.52.2
# Source:  https://docs.victoriametrics.com/victorialogs/data-ingestion/promtail/ (disable_message_parsing)
# Seen:    {"level":"info","msg":"order stored"}: _msg "missing _msg field; …", msg "order stored"; {"app":"admin","msg":"…"} in the stream app="shop": app "admin", _stream {app="shop"}; with
#          disable_message_parsing=1: _msg is the line, app "shop"
# Needs:   Go 1.26 or later, Python 3, and three minutes for a cold build.
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null || true; [ -z "$server" ] || wait "$server" || true; rm -rf "$folder"' EXIT
cd "$folder"

GOBIN=$folder go install github.com/VictoriaMetrics/VictoriaLogs/app/victoria-logs@v1.52.2 2> build.txt
port=$((20000 + RANDOM % 10000))
./victoria-logs -storageDataPath="$folder/data" -httpListenAddr="127.0.0.1:$port" > log.txt 2>&1 &
server=$!
cat > try.py << 'PY'
import json, sys, time, urllib.parse, urllib.request

base = sys.argv[1]
LINES = ['{"level":"info","msg":"order stored"}', '{"app":"admin","msg":"order stored"}', '{"msg":"one","msg":"two"}', '{}', '{"msg":"order stored"} took 5 ms']

def call(path, body=None):
    for _ in range(100):
        try:
            return urllib.request.urlopen(urllib.request.Request(base + path, body, {'content-type': 'application/json'})).read().decode()
        except OSError:
            time.sleep(0.2)

def push(run, options):
    now = time.time_ns()
    values = [[str(now + n), line] for n, line in enumerate(LINES)]
    call('/insert/loki/api/v1/push' + options, json.dumps({'streams': [{'stream': {'app': 'shop', 'run': run}, 'values': values}]}).encode())
    call('/internal/force_flush')

def ask(query):
    rows = [json.loads(row) for row in call('/select/logsql/query?' + urllib.parse.urlencode({'query': query + ' | sort by (_time)'})).splitlines()]
    rows = [{name: text[:18] if name == '_msg' and 'missing' in text else text for name, text in row.items() if name in ('_msg', 'app', 'msg', 'level')} for row in rows]
    print(query, *rows, sep='\n  ')
    return rows

push('default', '')
missing = 'missing _msg field'
assert ask('{app="shop",run="default"}') == [
    {'_msg': missing, 'app': 'shop', 'level': 'info', 'msg': 'order stored'},
    {'_msg': missing, 'app': 'admin', 'msg': 'order stored'},
    {'_msg': missing, 'app': 'shop', 'msg': 'two'},
    {'_msg': missing, 'app': 'shop'},
    {'_msg': LINES[4], 'app': 'shop'},
]
assert len(ask('app:=shop run:=default')) == 4
push('kept', '?disable_message_parsing=1')
assert ask('{app="shop",run="kept"}') == [{'_msg': line, 'app': 'shop'} for line in LINES]
PY
python3 try.py "http://127.0.0.1:$port"
