#!/usr/bin/env bash
# The same second has two TAI64N labels: s6-log's is 27 seconds later than that of multilog and svlogd.
#
# Guess:   `@4000000067…` is one format. The logs of daemontools, runit and s6 can be read with either tai64nlocal, and sorted together.
# So:      multilog and svlogd add 10 seconds to the Unix time. s6-log adds 10 and the 27 leap seconds since 1972, as TAI asks for. So `tai64nlocal` shows
#          a line of s6-log 27 seconds late, and `s6-tai64nlocal` shows one of multilog's 27 seconds early. A reader that
#          subtracts 2^62 and 10, or 2^62 and 37, is right for one of the two families, and nothing in the label says for which.
# Version: s6 2.11.3.2-1, skalibs 2.13.1.1-1, daemontools 1:0.76-8.1, runit 2.1.2-54 (Debian 12)
# Source:  https://cr.yp.to/libtai/tai64.html; https://skarnet.org/software/skalibs/libstddjb/tai.html
# Seen:    label minus 2^62 minus Unix time: multilog 10, svlogd 10, s6-log 37
# Needs:   Debian's apt-get (it downloads packages and installs nothing), Python 3.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir packages root logs
(cd packages && apt-get --quiet=2 download s6=2.11.3.2-1 daemontools=1:0.76-8.1 runit=2.1.2-54 libskarnet2.13 > ../apt.txt 2>&1)
for package in packages/*.deb; do dpkg --extract "$package" root; done
export LD_LIBRARY_PATH
LD_LIBRARY_PATH=$(find "$folder/root" -name '*.so*' -exec dirname {} + | sort --unique | paste --serial --delimiters :)

# The seconds that the label at the head of a line is ahead of the Unix time $1.
ahead() {
  read -r label _ < "$2"
  python3 -c "print(int('$label'[1:17], 16) - 2 ** 62 - $1)"
}

while [ "$(date +%N)" -gt 300000000 ]; do sleep 0.05; done
now=$(date +%s)
echo hello | root/usr/bin/s6-log t 1 > s6.txt
echo hello | root/usr/bin/multilog t ./multilog
echo hello | root/usr/bin/svlogd -t logs
s6=$(ahead "$now" s6.txt)
multilog=$(ahead "$now" multilog/current)
svlogd=$(ahead "$now" logs/current)
echo "label minus 2^62 minus Unix time: multilog $multilog, svlogd $svlogd, s6-log $s6"
echo "one line of s6-log: tai64nlocal $(TZ=UTC root/usr/bin/tai64nlocal < s6.txt), s6-tai64nlocal $(TZ=UTC root/usr/bin/s6-tai64nlocal < s6.txt)"
[ "$multilog $svlogd" = '10 10' ]
[ "$s6" -ge 37 ]
