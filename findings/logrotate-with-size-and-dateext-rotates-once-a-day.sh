#!/usr/bin/env bash
# With `size` and `dateext`, logrotate rotates a log once a day, however large it becomes.
#
# Guess:   `size 100M` rotates the log each time that it is larger, when logrotate runs every five minutes. `dateext` only chooses the names of the old files.
# So:      The date in the name is that of the day. The second rotation of a day finds its name taken, says "already exists, skipping rotation", ends with status 1, and leaves the log to grow until midnight. On the day on
#          which a program writes too much, which is why one sets a size, the disk fills. Debian's and Red Hat's units and cron jobs show the message only in their own logs. `hourly` puts the hour into the name,
#          size does not. `dateformat -%Y%m%d-%s` gives each rotation a name of its own.
# Version: logrotate 3.21.0 (Debian 12)
# Source:  logrotate(8): dateext, dateformat, size
# Seen:    four runs with 200 more bytes each, size 100: dateext 1 rotated file, app.log 600 bytes, status 1 three times; with dateformat -%Y%m%d-%s 4 rotated files
# Needs:   Debian's apt-get (it downloads packages and installs nothing).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get --quiet=2 download logrotate > apt.txt 2>&1
dpkg --extract logrotate_*.deb root

try() {
  mkdir "$1"
  echo "$folder/$1/app.log { size 100
rotate 30
dateext
$2
}" > "$1.conf"
  chmod 600 "$1.conf"
  failed=0
  for _ in 1 2 3 4; do
    head --bytes 200 /dev/zero >> "$1/app.log"
    root/usr/sbin/logrotate --state "$folder/$1.state" "$1.conf" 2>> "$1.errors" || failed=$((failed + 1))
    sleep 1.1
  done
  rotated=$(find "$1" -name 'app.log-*' | wc --lines)
  live=$(find "$1" -name app.log -printf %s)
  echo "$1: $rotated rotated, app.log ${live:-0} bytes, failed $failed times: $(sed --quiet "1s#.*destination $folder/##p" "$1.errors")"
}
try dateext ''
[ "$rotated $live $failed" = '1 600 3' ]
try dateformat 'dateformat -%Y%m%d-%s'
[ "$rotated $live $failed" = '4  0' ]
