#!/usr/bin/env bash
# lnav merges logs by the digits of their times, and leaves `+02:00` and `Z` out of account.
#
# Guess:   lnav reads the zone that stands in each line, so a log with `+02:00` and one with `Z` are merged in the order in which things happened.
# So:      The offset is part of the time for the pattern, and then forgotten: 07:30+02:00 (05:30 UTC) comes behind 05:45Z. In the merged view and in its SQL (log_time) alike, the log of a server in Berlin stands
#          two hours behind that of its database, with no mark. The view of an incident shows causes behind their effects. Logs that all have one zone are right.
# Version: lnav 0.11.1 (Debian 12)
# Source:  https://docs.lnav.org/en/v0.11.1/formats.html; src/log_format.cc (scan_datetime)
# Seen:    05:30 and 05:40 UTC written as 07:30 and 07:40 +02:00, 05:35 and 05:45 as Z: the order is Z, Z, +02:00, +02:00; log_time 05:35, 05:45, 07:30, 07:40
# Needs:   Debian's apt-get (it downloads a package and installs nothing), and the libraries of curl and SQLite.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir packages root home
(cd packages && apt-get --quiet=2 download lnav > ../apt.txt 2>&1)
dpkg --extract packages/*.deb root
export HOME=$folder/home
cat > shop.log << 'LOG'
2026-11-30T07:30:00+02:00 INFO order 17 received
2026-11-30T07:40:00+02:00 INFO order 17 refused
LOG
cat > database.log << 'LOG'
2026-11-30T05:35:00Z ERROR disk full
2026-11-30T05:45:00Z INFO checkpoint
LOG
root/usr/bin/lnav -n shop.log database.log | tee seen.txt
root/usr/bin/lnav -n -c ';select log_time from all_logs' -c ':write-csv-to -' shop.log database.log | tee times.txt
diff seen.txt - << 'TXT'
2026-11-30T05:35:00Z ERROR disk full
2026-11-30T05:45:00Z INFO checkpoint
2026-11-30T07:30:00+02:00 INFO order 17 received
2026-11-30T07:40:00+02:00 INFO order 17 refused
TXT
grep --only-matching '[0-9:]*\.000' times.txt | diff - <(printf '%s\n' 05:35:00.000 05:45:00.000 07:30:00.000 07:40:00.000)
