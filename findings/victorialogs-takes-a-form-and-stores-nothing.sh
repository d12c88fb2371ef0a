#!/usr/bin/env bash
# VictoriaLogs answers 200 to a push and stores none of it, if the request says that it is a form.
#
# Guess:   /insert/jsonline reads the body, whatever Content-Type says; at worst a wrong one is refused with 400 or 415.
# So:      With `Content-Type: application/x-www-form-urlencoded`, which curl --data-binary and many HTTP clients send by default, Go's form parser
#          reads the body before the handler does. The handler finds an empty body: status 200, no row, no error counter, no log line.
#          A test push with curl that forgets -H "looks fine". Only vl_bytes_ingested_total, which stays 0, shows it.
# Version: VictoriaLogs v1.52.2
# Source:  https://docs.victoriametrics.com/victorialogs/data-ingestion/ (its curl examples set -H 'Content-Type: application/stream+json'); net/http Request.FormValue
# Seen:    form: status 200, 0 rows, 0 bytes, 0 errors; application/stream+json: status 200, 1 row
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

# Pushes one line, waits until it could be seen, and prints what is known of it.
push() {
  local line status
  line="{\"_time\":\"$(date --utc +%Y-%m-%dT%H:%M:%SZ)\",\"_msg\":\"hello\",\"run\":\"$1\"}"
  status=$(curl --silent --output answer.txt --write-out '%{http_code}' "${@:2}" --data-binary "$line" "$url/insert/jsonline?_stream_fields=run")
  curl --silent "$url/internal/force_flush"
  rows=$(curl --silent "$url/select/logsql/query" --data-urlencode "query=run:$1" | wc -l)
  metrics=$(curl --silent "$url/metrics")
  bytes=$(sed --quiet 's/^vl_bytes_ingested_total{type="jsonline"} //p' <<< "$metrics")
  errors=$(sed --quiet 's#^vl_http_errors_total{path="/insert/jsonline"} ##p' <<< "$metrics")
  echo "$1: status $status, $rows rows; $bytes bytes and $errors errors so far"
  [ "$status" = 200 ]
}

push form
[ "$rows $bytes $errors" = '0 0 0' ]
push stream --header 'Content-Type: application/stream+json'
[ "$rows" -eq 1 ]
! grep --quiet --extended-regexp 'warn|error' log.txt
