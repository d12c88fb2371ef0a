#!/usr/bin/env bash
# Of `daily` and `size 1G` in one section, logrotate obeys the one that stands last, and forgets the other.
#
# Guess:   Both hold: the log is rotated once a day, and also as soon as it exceeds the size (or: only if both are so).
# So:      They are one setting. "size 1G" behind "daily" means never by time; "daily" behind "size 1G" means every day, however small the file
#          is. A global `daily` in logrotate.conf is replaced by a section's `size`. For both at once there are maxsize (either) and minsize (both).
# Version: logrotate 3.21.0-1 (Debian 12)
# Source:  man 8 logrotate (size, maxsize, minsize)
# Seen:    last rotated in January, 6 bytes: "daily, size 1G" not rotated; "size 1G, daily" rotated; "daily, maxsize 1G" rotated
# Needs:   logrotate.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# Rotates a small log that was rotated in January last, if these options say so.
try() {
  rm -f a.log*
  echo small > a.log
  { printf '%s/a.log {\n  rotate 2\n' "$folder"; printf '  %s\n' "$@"; echo '}'; } > rotate.conf
  printf 'logrotate state -- version 2\n"%s/a.log" 2026-1-1-0:0:0\n' "$folder" > state
  logrotate --state "$folder/state" rotate.conf 2> /dev/null
  if [ -e a.log.1 ]; then result=rotated; else result='not rotated'; fi
  echo "$*: $result"
}

try daily 'size 1G'
[ "$result" = 'not rotated' ]
try 'size 1G' daily
[ "$result" = rotated ]
try daily 'maxsize 1G'
[ "$result" = rotated ]
