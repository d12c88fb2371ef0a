#!/usr/bin/env bash
# At the end of summer time, Python's hourly TimedRotatingFileHandler deletes an hour of logs, and in Python 3.13 it stops to rotate.
#
# Guess:   `TimedRotatingFileHandler('app.log', when='H')` has a file for each hour. At the end of summer time an hour has the name of another, so it is joined with it or gets
#          a name of its own; deleted are only files beyond backupCount.
# So:      The names are local time. The second file of `…_02` (or of the hour beside it) meets the name of the first. Until Python 3.12 the first one is removed and replaced: an hour of
#          every service that logs so is gone once a year, in each zone with summer time. Python 3.13 leaves the file alone and does not rotate, but tries the same name at each
#          record, for ever: app.log grows until the program is restarted. `utc=True` ends both.
# Version: Python 3.11.2 (Debian 12) and, where it is installed, Python 3.13.0; libfaketime 0.9.10
# Source:  Lib/logging/handlers.py (TimedRotatingFileHandler.doRollover); https://docs.python.org/3/library/logging.handlers.html#timedrotatingfilehandler
# Seen:    25 October 2026 in Berlin, 00:30 to 05:30: 3.11: 12 of 60 lines are missing; 3.13: no line is missing, but app.log holds 3 hours and nothing is rotated any more
# Needs:   Debian's apt-get (it downloads packages and installs nothing), tzdata.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir packages root
(cd packages && apt-get --quiet=2 download python3.11-minimal libpython3.11-minimal libpython3.11-stdlib libfaketime > ../apt.txt 2>&1)
for package in packages/*.deb; do dpkg --extract "$package" root; done
cat > write.py << 'PY'
import logging
import sys
import time
from logging.handlers import TimedRotatingFileHandler

handler = TimedRotatingFileHandler(f'{sys.argv[1]}/app.log', when='H', delay=True, utc=sys.argv[2] == 'utc')
handler.setFormatter(logging.Formatter('%(message)s'))
logger = logging.getLogger('shop')
logger.addHandler(handler)
for number in range(60):
    logger.warning('line %02d at %s UTC', number, time.strftime('%H:%M', time.gmtime()))
    time.sleep(300)
PY

# Writes a line each five minutes through the night, an hour in a second; $1: a name, $2: local or utc, $3: the program that runs it.
try() {
  mkdir "$1"
  TZ=Europe/Berlin LD_PRELOAD=$(find "$folder/root" -name libfaketime.so.1) FAKETIME='@2026-10-25 00:30:00 x3600' "$3" write.py "$1" "$2"
  for file in "$1"/*; do echo "$file: $(head --lines 1 "$file") to $(tail --lines 1 "$file")"; done
  lines=$(cat "$1"/* | wc -l)
  open=$(wc -l < "$1/app.log")
  echo "$1: $lines of 60 lines, $open in app.log"
}
export PYTHONHOME=$folder/root/usr
try 3.11 local root/usr/bin/python3.11
[ "$lines" -ge 44 ]
[ "$lines" -le 54 ]
try 3.11-utc utc root/usr/bin/python3.11
[ "$lines" = 60 ]
unset PYTHONHOME
if python3.13 --version > version.txt 2>&1; then
  try 3.13 local python3.13
  [ "$lines" = 60 ]
  [ "$open" -gt 24 ]
else
  echo 'no python3.13 here: the second half was not tried'
fi
