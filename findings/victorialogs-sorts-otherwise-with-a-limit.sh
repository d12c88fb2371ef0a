#!/usr/bin/env bash
# VictoriaLogs' `sort by (took)` orders durations by their text, and the same with `limit 10` by their length.
#
# Guess:   `sort by (took desc) limit 10` gives the first ten rows of `sort by (took desc)`. LogsQL knows durations in filters, sum() and max(), so sort does, too; if not, then with and without a limit.
# So:      Two implementations stand behind one pipe. Without a limit 900ms comes before 30s, and 12ms before 1.5s: text, with the numbers in it compared as numbers. With a limit
#          the values are read as durations: 30s, 1.5s, 900ms. The same holds for sizes (1GB, 12KB, 900B). So the table of the slowest requests is right as long as it has
#          a limit, and wrong for whoever takes that away to export all, or reads rows of the full list as the slowest.
# Version: VictoriaLogs v1.52.2
# Source:  https://docs.victoriametrics.com/victorialogs/logsql/#sort-pipe; lib/logstorage/pipe_sort.go, pipe_sort_topk.go
# Seen:    desc: 950µs 900ms 30s 12ms 1.5s; desc limit 5: 30s 1.5s 900ms 12ms 950µs; max 30s; took:>1s finds 1.5s and 30s
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

def ask(query):
    rows = [json.loads(row) for row in call('/select/logsql/query?' + urllib.parse.urlencode({'query': query})).splitlines()]
    print(query, [{name: row[name] for name in row if not name.startswith('_')} for row in rows])
    return rows

rows = [json.dumps({'_time': '0', '_msg': 'request', 'app': 'shop', 'took': took}) for took in ['1.5s', '12ms', '900ms', '30s', '950µs']]
call('/insert/jsonline?_stream_fields=app', '\n'.join(rows).encode())
call('/internal/force_flush')
assert sorted(row['took'] for row in ask('app:=shop took:>1s')) == ['1.5s', '30s']
assert ask('app:=shop | stats max(took) m') == [{'m': '30s'}]
assert [row['took'] for row in ask('app:=shop | sort by (took desc)')] == ['950µs', '900ms', '30s', '12ms', '1.5s']
assert [row['took'] for row in ask('app:=shop | sort by (took desc) limit 5')] == ['30s', '1.5s', '900ms', '12ms', '950µs']
PY
python3 try.py "http://127.0.0.1:$port"
