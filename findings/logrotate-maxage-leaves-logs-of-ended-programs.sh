#!/usr/bin/env bash
# logrotate's `maxage 7` deletes nothing of a log that is no longer written, so the old lines of an ended program stay for ever.
#
# Guess:   `maxage 7` promises that no rotated log is older than a week, which is what data protection asks for. logrotate sees to it each day.
# So:      Ages are looked at only when the log itself is rotated. A log that is empty (with notifempty), or gone, because its program was replaced, renamed or writes elsewhere now, is never rotated
#          again, and then app.log.1 stays, however old it is. The state file, the configuration and `logrotate --debug` all look well. A program that still writes has its old files deleted, so tests with one show nothing.
# Version: logrotate 3.21.0 (Debian 12)
# Source:  logrotate(8): maxage ("The age is only checked if the logfile is to be rotated")
# Seen:    rotated files of 40 days ago, maxage 7, daily, missingok, notifempty: busy.log.1 deleted; idle.log.1 (its log is empty) and gone.log.1 (its log is gone) stay; status 0
# Needs:   Debian's apt-get (it downloads packages and installs nothing).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get --quiet=2 download logrotate > apt.txt 2>&1
dpkg --extract logrotate_*.deb root
mkdir logs
echo "logrotate state -- version 2" > state
for name in busy idle gone; do
  echo 'order of 40 days ago' > "logs/$name.log.1"
  touch --date '40 days ago' "logs/$name.log.1"
  echo "\"$folder/logs/$name.log\" $(date --date '20 days ago' +%Y-%-m-%-d-0:0:0)" >> state
done
echo 'order of today' > logs/busy.log
touch logs/idle.log
echo "$folder/logs/*.log { daily
rotate 30
maxage 7
missingok
notifempty
}" > logrotate.conf
chmod 600 logrotate.conf state

root/usr/sbin/logrotate --state "$folder/state" logrotate.conf
old=$(cd logs && grep --files-with-matches '40 days' -- * | sort | paste --serial --delimiters ' ')
echo "files with lines of 40 days ago: $old"
[ "$old" = 'gone.log.1 idle.log.1' ]
