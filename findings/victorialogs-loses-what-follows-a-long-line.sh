#!/usr/bin/env bash
# After a line that is too long, VictoriaLogs loses the short lines behind it in the same push, and answers 200.
#
# Guess:   A line beyond -insert.maxLineSizeBytes (256 KiB) is skipped, as the warning in its log says, and the other lines of the push are stored. Or the push is refused.
# So:      What stands behind the long line and fits into the rest of the read buffer is skipped with it. Of 100 short lines with the long one in the middle, the last 50 are gone; when each
#          line has 5,000 bytes, all 100 are stored. The answer is 200, and the counter of skipped lines says 1. Over /insert/elasticsearch/_bulk the same push gets 400
#          "missing log message", with what stood before the line stored and the rest not: a client that sends it again stores a part twice, one that does not loses a part.
# Version: VictoriaLogs v1.52.2
# Source:  https://docs.victoriametrics.com/victorialogs/faq/ (size limits); app/vlinsert/insertutil/line_reader.go
# Seen:    50 lines, one of 300,000 bytes, 50 lines: 200, lines 0 to 49 are stored; vl_too_long_lines_skipped_total 1; with lines of 5,000 bytes: all 100; _bulk: 400, 50 stored
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
import json, re, sys, time, urllib.error, urllib.parse, urllib.request

base = sys.argv[1]

def call(path, body=None):
    for _ in range(100):
        try:
            answer = urllib.request.urlopen(urllib.request.Request(base + path, body, {'content-type': 'application/stream+json'}))
            return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            time.sleep(0.2)

def try_push(app, padding, path, head=''):
    lines = [f'line {n}' + padding for n in range(50)] + ['x' * 300_000] + [f'line {n}' + padding for n in range(50, 100)]
    body = ''.join(head + json.dumps({'_time': '0', '_msg': line, 'app': app}) + '\n' for line in lines)
    status, answer = call(path + '?_stream_fields=app', body.encode())
    call('/internal/force_flush')
    _, rows = call('/select/logsql/query?' + urllib.parse.urlencode({'query': f'app:={app} | fields _msg'}))
    stored = sorted(int(re.match(r'line (\d+)', json.loads(row)['_msg']).group(1)) for row in rows.splitlines())
    print(f'{app}: {status} {answer[:90].strip()}, {len(stored)} lines stored, the last is {stored[-1]}')
    return status, stored

assert try_push('short', '', '/insert/jsonline') == (200, list(range(50)))
_, metrics = call('/metrics')
assert 'vl_too_long_lines_skipped_total 1\n' in metrics
assert try_push('long', 'y' * 5000, '/insert/jsonline') == (200, list(range(100)))
assert try_push('bulk', '', '/insert/elasticsearch/_bulk', '{"create":{}}\n') == (400, list(range(50)))
PY
python3 try.py "http://127.0.0.1:$port"
