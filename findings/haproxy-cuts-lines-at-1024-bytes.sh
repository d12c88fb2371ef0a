#!/usr/bin/env bash
# HAProxy cuts each log line at 1,024 bytes, on stdout as well, so a long path leaves half a JSON object.
#
# Guess:   `log stdout format raw` with a JSON log-format, as in each guide for containers, writes whole lines. 1,024 bytes are a limit of UDP syslog.
# So:      `len` is 1024 for each log target. What is longer is cut without a mark, newline included in the count, and `capture … len 4000` changes nothing.
#          A request with a query of some hundred bytes and a browser's user agent is enough. Such a line is no JSON any more, and the fields at its end, often status
#          and times, are lost for the longest requests, which one would look for. `log stdout len 65535 format raw local0` ends it.
# Version: HAProxy 2.6.12-1+deb12u4 (Debian 12)
# Source:  https://docs.haproxy.org/2.6/configuration.html (log: len)
# Seen:    a request with a user agent of 1500 bytes: a line of 1023 bytes, no JSON; with len 65535: 1571 bytes, JSON
# Needs:   Debian's apt-get (it downloads packages and installs nothing), curl, Python 3.
set -euo pipefail
folder=$(mktemp -d)
daemon=
trap '[ -z "$daemon" ] || kill "$daemon" 2> /dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"

mkdir packages root
(cd packages && apt-get --quiet=2 download haproxy liblua5.3-0 > ../apt.txt 2>&1)
for package in packages/*.deb; do dpkg --extract "$package" root; done
export LD_LIBRARY_PATH=$folder/root/usr/lib/x86_64-linux-gnu
cat > judge.py << 'PY'
import json
from sys import stdin

line = stdin.readline().rstrip('\n')
try:
    json.loads(line)
    print(len(line), 'JSON')
except ValueError:
    print(len(line), 'no JSON')
PY

try() {
  local port=$((20000 + RANDOM % 10000))
  cat > "$1.cfg" << CFG
global
  log stdout $2 format raw local0
defaults
  mode http
  log global
  timeout client 5s
  timeout connect 5s
  timeout server 5s
  log-format '{"method":"%HM","path":"%HU","agent":"%[capture.req.hdr(0),json(utf8s)]","status":%ST}'
frontend shop
  bind 127.0.0.1:$port
  capture request header User-Agent len 4000
  http-request return status 200 content-type text/plain string ok
CFG
  root/usr/sbin/haproxy -db -f "$1.cfg" > "$1.txt" 2> "$1.errors" &
  daemon=$!
  curl --silent --retry 50 --retry-connrefused --retry-delay 1 --output answer.txt --user-agent "$(printf 'a%.0s' {1..1500})" "http://127.0.0.1:$port/cart"
  for _ in $(seq 100); do
    if [ -s "$1.txt" ]; then break; fi
    sleep 0.1
  done
  kill "$daemon"
  wait "$daemon" || true
  daemon=
  seen=$(python3 judge.py < "$1.txt")
  echo "$1: a line of $seen"
}

try default ''
[ "$seen" = '1023 no JSON' ]
try longer 'len 65535'
[[ $seen =~ ^15[0-9][0-9]\ JSON$ ]]
