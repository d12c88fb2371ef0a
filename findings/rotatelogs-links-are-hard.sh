#!/usr/bin/env bash
# Apache's `rotatelogs -L current.log` makes a hard link, so each line has two file names.
#
# Guess:   "create a link to the current log" is a symbolic link, as cronolog's and chronyd's are; a collector that skips links skips it.
# So:      It is a second name of the same file (link count 2). A collector with a pattern such as *.log that tells files apart by name reads
#          all lines twice; rsyslog's imfile does. One that refuses files with several names, for security, reads none of them. After
#          a rotation the old file has one name again, and the new one two.
# Version: apache2-utils 2.4.71-1~deb12u1 (Debian 12), rsyslog 8.2302.0-1+deb12u2
# Source:  https://httpd.apache.org/docs/2.4/programs/rotatelogs.html (-L)
# Seen:    app.SECONDS.log and current.log: link count 2, one inode; imfile: 40 of 20 lines
# Needs:   Debian's apt-get (it downloads packages and installs nothing).
set -euo pipefail
folder=$(mktemp -d)
daemon=
trap '[ -z "$daemon" ] || kill "$daemon" 2> /dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"

mkdir packages root logs work
(cd packages && apt-get --quiet=2 download apache2-utils libapr1 libaprutil1 rsyslog libestr0 libfastjson4 > ../apt.txt 2>&1)
for package in packages/*.deb; do dpkg --extract "$package" root; done
export LD_LIBRARY_PATH
LD_LIBRARY_PATH=$(dirname "$(find "$folder/root" -name 'libestr.so.0' | head --lines 1)")
modules=$(dirname "$(find "$folder/root" -name imfile.so)")

seq 20 | root/usr/bin/rotatelogs -L "$folder/logs/current.log" "$folder/logs/app.%s.log" 86400
stat --format '%n: link count %h, inode %i' logs/*.log | sed "s#logs/##"
[ "$(stat --format %h logs/current.log)" -eq 2 ]
[ ! -L logs/current.log ]
[ "$(stat --format %i logs/*.log | sort --unique | wc -l)" -eq 1 ]

cat > rsyslog.conf << CONF
global(workDirectory="$folder/work")
module(load="imfile")
input(type="imfile" file="$folder/logs/*.log" tag="t")
template(name="line" type="string" string="%msg%\n")
action(type="omfile" file="$folder/out.txt" template="line")
CONF
root/usr/sbin/rsyslogd -n -M "$modules" -f "$folder/rsyslog.conf" -i "$folder/pid" 2> errors.txt &
daemon=$!
for _ in $(seq 100); do
  if [ "$(wc -l 2> /dev/null < out.txt || echo 0)" -ge 40 ]; then break; fi
  sleep 0.1
done
echo "imfile: $(wc -l < out.txt) of 20 lines"
[ "$(wc -l < out.txt)" -eq 40 ]
