#!/usr/bin/env bash
# rsyslog's imfile throws away what a line has beyond 8 KiB, and empty lines, without a message.
#
# Guess:   A file has no protocol limit, so a long line arrives whole, or in parts as with Docker and CRI.
# So:      The syslog limit maxMessageSize (8 KiB) holds for files, too: the message ends after 8,096 bytes and the rest is gone
#          (oversizemsg.input.mode is "truncate"). Docker's 16 KiB partial lines and stack traces in one JSON line are cut like this, so that
#          the JSON no longer parses. Empty lines are dropped, so line numbers and multi-line texts do not survive.
# Version: rsyslog 8.2302.0-1+deb12u2 (Debian 12)
# Source:  https://www.rsyslog.com/doc/rainerscript/global.html (maxMessageSize, oversizemsg.input.mode)
# Seen:    a line of 9003 bytes: 8096 with the defaults, 9003 with maxMessageSize="64k"; an empty line: none; messages: 0
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
python3 -c "print('start\n' + 'x' * 9000 + 'END\n\nlast')" > app.log

try() {
  mkdir -p "$1"
  cat > "$1.conf" << CONF
global(workDirectory="$folder/$1" $2)
module(load="imfile")
input(type="imfile" file="$folder/app.log" tag="t")
template(name="line" type="string" string="%msg%\n")
action(type="omfile" file="$folder/$1.txt" template="line")
CONF
  root/usr/sbin/rsyslogd -n -M "$modules" -f "$folder/$1.conf" -i "$folder/$1.pid" 2> "$1.errors" &
  daemon=$!
  for _ in $(seq 150); do
    if [ -e "$1.txt" ] && grep --quiet last "$1.txt"; then break; fi
    sleep 0.1
  done
  kill "$daemon"
  wait "$daemon" || true
  daemon=
  lengths=$(awk '{ print length($0) }' "$1.txt" | paste --serial --delimiters ' ')
  echo "$1: messages of $lengths bytes; messages of rsyslog: $(wc -l < "$1.errors")"
}

try default ''
[ "$lengths" = '5 8096 4' ]
[ ! -s default.errors ]
try larger 'maxMessageSize="64k"'
[ "$lengths" = '5 9003 4' ]
