#!/usr/bin/env bash
# With startmsg.regex, rsyslog's imfile keeps the last record of a log to itself until another line comes.
#
# Guess:   The last record, whose end nobody can know, is sent after some seconds of quiet.
# So:      readTimeout is 0 by default, which means never. The trace that a program wrote before it died, the one that is looked for, is not sent: not after a while, and
#          not when rsyslog stops. It comes with the next line of that file, perhaps days later, or not at all once the file is gone.
# Version: rsyslog 8.2302.0 (Debian 12)
# Source:  https://www.rsyslog.com/doc/configuration/modules/imfile.html (startmsg.regex, readTimeout)
# Seen:    default: after 10 s and a stop "2026-01-01 one" alone; readTimeout="1": the trace, too
# Needs:   Debian's apt-get (it downloads packages and installs nothing).
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
modules=$(dirname "$(find "$folder/root" -name imfile.so)")
printf '2026-01-01 one\n2026-01-01 ERROR boom\n  at a\n  at b\n' > app.log

try() {
  mkdir -p "$1"
  cat > "$1.conf" << CONF
global(workDirectory="$folder/$1")
module(load="imfile")
input(type="imfile" file="$folder/app.log" tag="t" startmsg.regex="^[0-9]{4}-" $2)
template(name="line" type="string" string="%msg%\n")
action(type="omfile" file="$folder/$1.txt" template="line")
CONF
  root/usr/sbin/rsyslogd -n -M "$modules" -f "$folder/$1.conf" -i "$folder/$1.pid" 2> "$1.errors" &
  daemon=$!
  for _ in $(seq 100); do
    if [ -e "$1.txt" ] && grep --quiet boom "$1.txt"; then break; fi
    sleep 0.1
  done
  kill "$daemon"
  wait "$daemon" || true
  daemon=
  echo "$1: $(paste --serial --delimiters '|' "$1.txt")"
}

try default ''
! grep --quiet boom default.txt
try timeout 'readTimeout="1"'
grep --quiet boom timeout.txt
