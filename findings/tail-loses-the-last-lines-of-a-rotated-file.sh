#!/usr/bin/env bash
# `tail -F` never prints what is written to a log between its rename and the writer's reopening.
#
# Guess:   `tail -F` is made for rotation. It has the old file open, so it reads it to the end before it goes over to the new one.
# So:      When the name is gone, tail watches for a new file at the name, and closes the old one without reading it again. Whatever the program writes to
#          the renamed file until it reopens its log is lost: with logrotate that is the time until the postrotate script has run. The sidecar in the
#          Kubernetes documentation (`tail -n+1 -F /var/log/app.log`) loses these lines at each rotation, and prints that all is well.
# Version: GNU coreutils 9.1 (Debian 12), inotify
# Source:  src/tail.c (recheck closes the old descriptor), https://kubernetes.io/docs/concepts/cluster-administration/logging/ (streaming sidecar)
# Seen:    20 rotations: 20 of 20 lines before the rename, 0 of 20 between rename and reopening, 20 of 20 after it
# Needs:   GNU coreutils.
set -euo pipefail
folder=$(mktemp -d)
reader=
trap '[ -z "$reader" ] || kill "$reader" 2> /dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"

wait_for() {
  for _ in $(seq 100); do
    if grep --quiet "^$1\$" printed.txt; then return; fi
    sleep 0.05
  done
  echo "tail did not print $1"
  exit 1
}
: > app.log
tail --lines=+1 -F app.log > printed.txt 2> messages.txt &
reader=$!
exec 3>> app.log
for rotation in $(seq 20); do
  echo "before$rotation" >&3
  wait_for "before$rotation"
  mv app.log "app.log.$rotation"
  echo "between$rotation" >&3
  exec 3>> app.log
  echo "after$rotation" >&3
  wait_for "after$rotation"
done
for part in before between after; do echo "$part: $(grep --count "^$part" printed.txt || true) of 20"; done
[ "$(grep --count '^after' printed.txt)" = 20 ]
[ "$(grep --count '^between' printed.txt || true)" -lt 10 ]
