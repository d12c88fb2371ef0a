#!/usr/bin/env bash
# VictoriaLogs takes `-` for the number 0, so an average of an access log's bytes or times counts what was not there.
#
# Guess:   avg() and sum() leave out values that are no numbers, as its documentation says, and `status:<300` compares numbers. `-`, with which access logs say "none", is no number.
# So:      `-` is read as 0, in comparisons, in avg(), sum() and math. So `status:<300` finds the requests that had no status, and the average of 200, 400, `-` and `-`
#          is 150; that of 200, 400, `x` and `x` is 300. min() gives the text `-`. `status:=0` does not find it.
# Version: VictoriaLogs v1.52.2
# Source:  https://docs.victoriametrics.com/victorialogs/logsql/#avg-stats, #range-comparison-filter
# Seen:    bytes 200 400 - -: avg 150, min -, bytes:<10 finds 2, bytes:=0 none; bytes 200 400 x x: avg 300, bytes:<10 finds none
# Needs:   Go 1.26 or later, Python 3, and two minutes for a cold build.
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

def call(path, body=None):
    for _ in range(100):
        try:
            return urllib.request.urlopen(urllib.request.Request(base + path, body, {'content-type': 'application/stream+json'})).read().decode()
        except OSError:
            time.sleep(0.2)

def push(app, sizes):
    rows = [json.dumps({'_time': '0', '_msg': f'request {n}', 'app': app, 'bytes': size}) for n, size in enumerate(sizes)]
    call('/insert/jsonline?_stream_fields=app', '\n'.join(rows).encode())

def ask(query):
    rows = [json.loads(row) for row in call('/select/logsql/query?' + urllib.parse.urlencode({'query': query})).splitlines()]
    print(query, [{name: row[name] for name in row if not name.startswith('_')} for row in rows])
    return rows

push('dash', ['200', '400', '-', '-'])
push('word', ['200', '400', 'x', 'x'])
call('/internal/force_flush')
assert ask('app:=dash | stats avg(bytes) a, min(bytes) m') == [{'a': '150', 'm': '-'}]
assert ask('app:=word | stats avg(bytes) a') == [{'a': '300'}]
assert [row['bytes'] for row in ask('app:=dash bytes:<10')] == ['-', '-']
assert ask('app:=word bytes:<10') == []
assert ask('app:=dash bytes:=0') == []
PY
python3 try.py "http://127.0.0.1:$port"
