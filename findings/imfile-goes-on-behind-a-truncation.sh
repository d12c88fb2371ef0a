#!/usr/bin/env bash
# rsyslog's imfile does not notice that a file was truncated, unless it is told to look.
#
# Guess:   Every tailer compares the size with its offset. A file that is shorter than what was read was truncated and is read from the start.
# So:      `reopenOnTruncate` is off by default. imfile waits at its old offset until the file has grown past it, then goes on in the middle:
#          all lines up to there are lost, the first one that arrives may be half of one, and nothing is logged. logrotate's copytruncate
#          with imfile's defaults loses as many bytes per rotation as were read before it.
# Version: rsyslog 8.2302.0-1+deb12u2 (Debian 12)
# Source:  https://www.rsyslog.com/doc/configuration/modules/imfile.html (reopenOnTruncate)
# Seen:    default: 0 lines after 5 were written, then 18 of 40; reopenOnTruncate="on": 40 of 40; no message in either case
# Needs:   Debian's apt-get (it downloads packages and installs nothing).
set -euo pipefail
folder=$(mktemp -d)
daemon=
trap '[ -z "$daemon" ] || kill "$daemon" 2> /dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"

mkdir packages root
(cd packages && apt-get --quiet=2 download rsyslog libestr0 libfastjson4 > ../apt.txt 2>&1)
for package in packages/*.deb; do dpkg --extract "$package" root; done
libraries=$(dirname "$(find "$folder/root" -name 'libestr.so.0' | head --lines 1)")
modules=$(dirname "$(find "$folder/root" -name imfile.so)")

# Waits up to 15 s until a command succeeds.
await() { for _ in $(seq 150); do if "$@"; then return 0; fi; sleep 0.1; done; return 1; }
has_lines() { [ -e "$1" ] && [ "$(grep --count "$2" "$1" || true)" -ge "$3" ]; }

try() {
  mkdir -p "$1/work" "$1/logs"
  cat > "$1/rsyslog.conf" << CONF
global(workDirectory="$folder/$1/work")
module(load="imfile")
input(type="imfile" file="$folder/$1/logs/app.log" tag="t" $2)
template(name="line" type="string" string="%msg%\n")
action(type="omfile" file="$folder/$1/out.txt" template="line")
CONF
  for line in $(seq 20); do echo "T before $line" >> "$1/logs/app.log"; done
  LD_LIBRARY_PATH=$libraries root/usr/sbin/rsyslogd -n -M "$modules" -f "$folder/$1/rsyslog.conf" -i "$folder/$1/pid" 2> "$1/errors.txt" &
  daemon=$!
  await has_lines "$1/out.txt" before 20
  : > "$1/logs/app.log"
  sleep 1
  for line in $(seq 5); do echo "T after $line" >> "$1/logs/app.log"; done
  sleep 2
  early=$(grep --count after "$1/out.txt" || true)
  for line in $(seq 6 40); do echo "T after $line" >> "$1/logs/app.log"; done
  await has_lines "$1/out.txt" 'after 40' 1
  late=$(grep --count after "$1/out.txt" || true)
  echo "$1: $early lines after 5 were written, $late after 40; messages: $(wc -l < "$1/errors.txt")"
  kill "$daemon"
  wait "$daemon" || true
  daemon=
}

try default ''
[ "$early" -eq 0 ]
[ "$late" -lt 30 ]
[ ! -s default/errors.txt ]
try told 'reopenOnTruncate="on"'
[ "$late" -eq 40 ]
