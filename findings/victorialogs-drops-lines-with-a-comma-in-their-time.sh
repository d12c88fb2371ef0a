#!/usr/bin/env bash
# VictoriaLogs answers 200 to JSON lines whose time has a comma, as Log4j and Python write it, and stores none of them.
#
# Guess:   A `_time` that cannot be read is an error of the request (400), or the line is stored with the time of its arrival, as a line without one is.
# So:      Each such line is dropped, the others of the request are stored, and the answer is 200 with an empty body. A warning in the server's own log is all there is. So a shipper that sends the program's own time as _time_field
#          loses whatever does not begin as RFC 3339: `2026-12-01T02:00:00,123Z`, `01/Dec/2026:02:00:00 +0000`, a date alone. `2026-12-01 02:00:00` and an epoch in seconds, milliseconds or with a fraction are read.
# Version: VictoriaLogs v1.52.2
# Source:  https://docs.victoriametrics.com/victorialogs/keyconcepts/#time-field; app/vlinsert/jsonline/jsonline.go
# Seen:    7 lines: 200; stored: the lines with a point, a space, an epoch, and without a time; not those with a comma, of an access log, with a date alone
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
import datetime, json, sys, time, urllib.error, urllib.parse, urllib.request

base = sys.argv[1]
NOW = datetime.datetime.now(datetime.timezone.utc)

def call(path, body=None, kind='application/stream+json'):
    for _ in range(100):
        try:
            with urllib.request.urlopen(urllib.request.Request(base + path, body, {'content-type': kind})) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, ''
        except OSError:
            time.sleep(0.2)

times = {
    'comma': NOW.strftime('%Y-%m-%dT%H:%M:%S,123Z'),
    'point': NOW.strftime('%Y-%m-%dT%H:%M:%S.123Z'),
    'access log': NOW.strftime('%d/%b/%Y:%H:%M:%S +0000'),
    'space': NOW.strftime('%Y-%m-%d %H:%M:%S'),
    'date': NOW.strftime('%Y-%m-%d'),
    'epoch': NOW.timestamp(),
}
lines = [{'app': 'shop', 'ts': text, '_msg': name} for name, text in times.items()] + [{'app': 'shop', '_msg': 'none'}]
answer = call('/insert/jsonline?_stream_fields=app&_time_field=ts', '\n'.join(map(json.dumps, lines)).encode())
call('/internal/force_flush')
_, found = call('/select/logsql/query?' + urllib.parse.urlencode({'query': 'app:=shop'}))
stored = sorted(json.loads(row)['_msg'] for row in found.splitlines())
print(answer, stored)
assert answer == (200, '')
assert stored == ['epoch', 'none', 'point', 'space']
PY
python3 try.py "http://127.0.0.1:$port"
grep --count 'cannot parse timestamp' log.txt
