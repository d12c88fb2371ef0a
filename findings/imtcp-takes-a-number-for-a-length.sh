#!/usr/bin/env bash
# rsyslog's imtcp takes a number at the head of a line for a length, and loses or joins what follows.
#
# Guess:   Lines that a program sends over TCP without a `<PRI>`, each with a newline, arrive as one message each.
# So:      If the first character of a line is a digit, the number is taken for the length of an octet-counted frame (RFC 6587): rsyslog removes it, and takes
#          that many bytes, newlines included, for one message. `200 GET /cart` swallows the 200 bytes that follow. At the end of a connection the unfinished
#          frame is thrown away, so all four lines of a short one are lost. Access logs that begin with a status or a count meet this.
#          supportOctetCountedFraming="off" gives what one expects.
# Version: rsyslog 8.2302.0-1+deb12u2 (Debian 12)
# Source:  https://www.rsyslog.com/doc/configuration/modules/imtcp.html (SupportOctetCountedFraming); RFC 6587, 3.4.1
# Seen:    4 lines from `200 GET /cart 12 ms` on: 0 messages; 8 lines from `20 items sold` on: other numbers gone, words of other lines as host; with the option: 12 of 12
# Needs:   Debian's apt-get (it downloads packages and installs nothing), Python 3.
set -euo pipefail
folder=$(mktemp -d)
daemon=
trap '[ -z "$daemon" ] || kill "$daemon" 2> /dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"

mkdir packages root
(cd packages && apt-get --quiet=2 download rsyslog libestr0 libfastjson4 > ../apt.txt 2>&1)
for package in packages/*.deb; do dpkg --extract "$package" root; done
export LD_LIBRARY_PATH
LD_LIBRARY_PATH=$(dirname "$(find "$folder/root" -name 'libestr.so.0' | head --lines 1)")
modules=$(dirname "$(find "$folder/root" -name imtcp.so)")
cat > send.py << 'PY'
from socket import create_connection
from sys import argv
from time import sleep

STATUSES = ['200 GET /cart 12 ms', '404 GET /basket 3 ms', '500 POST /pay 1 ms', '200 GET /cart 9 ms']
COUNTS = [f'{20 + order} items sold, order {order} paid by card' for order in range(8)]

for _ in range(100):
    try:
        create_connection(('127.0.0.1', int(argv[1]))).close()
        break
    except ConnectionRefusedError:
        sleep(0.1)
for lines in [STATUSES, COUNTS, ['end of test']]:
    with create_connection(('127.0.0.1', int(argv[1]))) as connection:
        connection.sendall(''.join(f'{line}\n' for line in lines).encode())
    sleep(0.5)
PY

try() {
  local port=$((20000 + RANDOM % 10000))
  mkdir "$1"
  cat > "$1.conf" << CONF
global(workDirectory="$folder/$1")
module(load="imtcp")
input(type="imtcp" port="$port" address="127.0.0.1" $2)
template(name="line" type="string" string="%rawmsg%\n")
action(type="omfile" file="$folder/$1.txt" template="line")
CONF
  root/usr/sbin/rsyslogd -n -M "$modules" -f "$folder/$1.conf" -i "$folder/$1.pid" 2> "$1.errors" &
  daemon=$!
  python3 send.py "$port"
  for _ in $(seq 150); do
    if [ -e "$1.txt" ] && grep --quiet 'end of test' "$1.txt"; then break; fi
    sleep 0.1
  done
  kill "$daemon"
  wait "$daemon" || true
  daemon=
  echo "== $1"
  cat "$1.txt"
  statuses=$(grep --count --extended-regexp '/(cart|basket|pay) ' "$1.txt" || true)
  counts=$(grep --count --extended-regexp '^[0-9]+ items sold, order [0-9] paid by card$' "$1.txt" || true)
}

try default ''
[ "$statuses $counts" = '0 0' ]
try off 'supportOctetCountedFraming="off"'
[ "$statuses $counts" = '4 8' ]
