#!/usr/bin/env bash
# After `rotate 6` is lowered to `rotate 2`, logrotate never deletes the files beyond.
#
# Guess:   `rotate 2` means that at most two rotated files are there after the next rotation. Lowering it frees the disk.
# So:      logrotate looks at the one name that has just become too old (a.log.3) and at no other. a.log.4 to a.log.6 stay for ever, with content that
#          grows older, and there is a hole in the numbers. Whoever reads "all rotated files, oldest first" ships months-old lines after a
#          new installation, and must not take the hole for files that were missed.
# Version: logrotate 3.21.0-1 (Debian 12)
# Source:  man 8 logrotate (rotate)
# Seen:    rotate 6, 8 rotations: 1 2 3 4 5 6; then rotate 2, 3 rotations: 1 2 4 5 6 with "generation 5", "generation 4", "generation 3" in 4 to 6
# Needs:   logrotate.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

rotate() {
  printf '%s/a.log {\n  rotate %d\n}\n' "$folder" "$1" > rotate.conf
  echo "$2" > a.log
  logrotate --force --state "$folder/state" rotate.conf 2> /dev/null
}
numbers() { find . -name 'a.log.*' | sed 's/.*log\.//' | sort --numeric-sort | paste --serial --delimiters ' '; }

for generation in $(seq 8); do rotate 6 "generation $generation"; done
before=$(numbers)
for generation in 9 10 11; do rotate 2 "generation $generation"; done
after=$(numbers)
echo "rotate 6: $before; then rotate 2: $after; a.log.6 holds \"$(cat a.log.6)\""
[ "$before" = '1 2 3 4 5 6' ]
[ "$after" = '1 2 4 5 6' ]
[ "$(cat a.log.6)" = 'generation 3' ]
