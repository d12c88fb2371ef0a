#!/usr/bin/env bash
# With `extension .log`, logrotate rotates the files that it made itself, again and again.
#
# Guess:   logrotate knows its own rotated files. `extension .log` only moves the date before the extension, so that editors know the file.
# So:      The pattern is matched afresh at each run. `/var/log/app/*.log` then also matches `app-20260101.log`, which is rotated to
#          `app-20260101-20260102.log`, and so on: each run renames every file and doubles the dates. `rotate 3` is counted for each of these names,
#          so old files are not deleted either. With `create`, an empty file is made in place of each.
# Version: logrotate 3.21.0 (Debian 12)
# Source:  logrotate(8), `extension`; config.c (the glob of a section is expanded at each run, and only `tabooext` leaves names out)
# Seen:    one log, three runs, `rotate 3`: 7 files: app.log, app-1.log, app-2.log, app-3.log, app-1-2.log, app-2-3.log, app-1-2-3.log
# Needs:   Debian's apt-get (it downloads a package and installs nothing).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir packages root logs
(cd packages && apt-get --quiet=2 download logrotate libpopt0 > ../apt.txt 2>&1)
for package in packages/*.deb; do dpkg --extract "$package" root; done
export LD_LIBRARY_PATH
LD_LIBRARY_PATH=$(dirname "$(find "$folder/root" -name 'libpopt.so.0' | head --lines 1)")
chmod 755 . logs
cat > rotate.conf << CONF
$folder/logs/*.log {
  size 1
  rotate 3
  dateext
  dateformat -%s
  extension .log
  create
}
CONF
chmod 644 rotate.conf
for run in 1 2 3; do
  echo "line $run" >> logs/app.log
  root/usr/sbin/logrotate --state "$folder/state" rotate.conf
  sleep 1.1
done
# The seconds are replaced by the number of the run, oldest first.
run=0
for second in $(ls logs | grep --only-matching --extended-regexp '[0-9]{10}' | sort --unique); do
  run=$((run + 1))
  for name in logs/*"$second"*; do mv "$name" "${name//$second/$run}"; done
done
ls logs | paste --serial --delimiters ' ' | tee seen.txt
[ "$(ls logs | wc -l)" -ge 6 ]
[ -e logs/app-1-2-3.log ]
