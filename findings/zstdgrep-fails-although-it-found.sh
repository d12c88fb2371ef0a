#!/usr/bin/env bash
# zstdgrep ends with status 1 although it found something, if one of several files has no match.
#
# Guess:   zstdgrep is grep for compressed files, as zgrep and xzgrep are: status 0 if a line was found in any of the files.
# So:      zstdgrep runs grep on each file, and one file without a match makes its status 1, whatever the others gave. So
#          `zstdgrep -q 'order 42' app.log.*.zst && …` does nothing although a rotated log has the line, and a script under `set -e` stops at the search that worked.
#          After logrotate is moved from gzip to zstd, the same line with zgrep's name exchanged takes the other branch.
# Version: zstd 1.5.4+dfsg2-5, gzip 1.12-1 (Debian 12)
# Source:  programs/zstdgrep (EXIT_CODE); grep(1), Exit status
# Seen:    three files, a match in the second: grep 0, zgrep 0, zstdgrep 1; a match in all three: zstdgrep 0
# Needs:   Debian's apt-get (it downloads a package and installs nothing), gzip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir packages root
(cd packages && apt-get --quiet=2 download zstd > ../apt.txt 2>&1)
dpkg --extract packages/*.deb root
PATH=$folder/root/usr/bin:$PATH
for number in 1 2 3; do
  echo "order $number paid" > "app.log.$number"
  gzip --keep "app.log.$number"
  zstd --quiet "app.log.$number"
done

# The exit status of a search for $2 in three files with the suffix $3.
search() {
  local status=0
  "$1" --quiet "$2" "app.log.1$3" "app.log.2$3" "app.log.3$3" || status=$?
  echo "$status"
}
echo "'order 2': grep $(search grep 'order 2' ''), zgrep $(search zgrep 'order 2' .gz), zstdgrep $(search zstdgrep 'order 2' .zst)"
echo "'paid': zstdgrep $(search zstdgrep paid .zst)"
zstdgrep 'order 2' app.log.*.zst || true
[ "$(search grep 'order 2' '')" = 0 ]
[ "$(search zgrep 'order 2' .gz)" = 0 ]
[ "$(search zstdgrep 'order 2' .zst)" = 1 ]
[ "$(search zstdgrep paid .zst)" = 0 ]
