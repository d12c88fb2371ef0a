#!/usr/bin/env bash
# logrotate with `daily` never rotates anything in a container that is replaced more often than daily, or runs once and ends.
#
# Guess:   `daily` looks at the log: a file that is ten days old, or was last rotated ten days ago (app.log.1 is there with its date), is rotated at the next run.
# So:      Only the state file tells when a log was rotated. A log that is not in it is written into it with the time of now, and is left alone, in status 0 and
#          without a message. In a container the state file (/var/lib/logrotate/status) goes with the container, while the logs are on a volume. So each new pod, or each run of a CronJob with
#          logrotate, is a first run, and the log grows for ever. `size` needs no state, so a test with it rotates. A volume for --state ends it.
# Version: logrotate 3.21.0-1 (Debian 12)
# Source:  logrotate(8) (--state); logrotate.c (newState, findNeedRotating)
# Seen:    a log of ten days ago, three runs with a new state file each: app.log; with one kept state of two days ago: app.log, app.log.1; `size 1`, new state: app.log, app.log.1
# Needs:   Debian's apt-get (it downloads a package and installs nothing).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir packages root logs
(cd packages && apt-get --quiet=2 download logrotate libpopt0 libacl1 libselinux1 > ../apt.txt 2>&1)
for package in packages/*.deb; do dpkg --extract "$package" root; done
export LD_LIBRARY_PATH
LD_LIBRARY_PATH=$(find "$folder/root" -name '*.so*' -exec dirname {} + | sort --unique | paste --serial --delimiters :)
chmod 755 logs

# Writes an old log and the configuration with $1.
begin() {
  rm -f logs/*
  echo 'an old line' > logs/app.log
  touch --date '10 days ago' logs/app.log
  printf '%s/logs/app.log {\n  %s\n  rotate 3\n  create\n}\n' "$folder" "$1" > rotate.conf
  chmod 644 rotate.conf
}
files() { (cd logs && echo *); }
begin daily
for run in 1 2 3; do
  root/usr/sbin/logrotate --state "$folder/state.$run" rotate.conf
  echo "daily, run $run with a new state: $(files)"
done
[ "$(files)" = app.log ]
printf 'logrotate state -- version 2\n"%s/logs/app.log" %s\n' "$folder" "$(date --date '2 days ago' +%Y-%-m-%-d-%-H:%-M:%-S)" > state.kept
chmod 600 state.kept
root/usr/sbin/logrotate --state "$folder/state.kept" rotate.conf
echo "daily, a state of two days ago: $(files)"
[ "$(files)" = 'app.log app.log.1' ]
begin 'size 1'
root/usr/sbin/logrotate --state "$folder/state.size" rotate.conf
echo "size, a new state: $(files)"
[ "$(files)" = 'app.log app.log.1' ]
