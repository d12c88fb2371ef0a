#!/usr/bin/env bash
# jq's strptime accepts `+0200` for %z, and mktime gives the instant as if it had been UTC.
#
# Guess:   `strptime("%Y-%m-%dT%H:%M:%S%z") | mktime` gives the instant of a log's time, as in C, Ruby or Python. A zone that jq cannot use would be an error.
# So:      jq reads the zone and has no place for it, so 07:30 in Berlin and 07:30 in New York are the same number. The result is right for `Z`, and on a server that logs in UTC. jaq, the
#          jq in Rust, does the same; gojq, the jq in Go, gives the right instant. So one filter, taken from a laptop to a container, moves times by hours.
# Version: jq 1.6 (Debian 12) and the jq of PyPI's jq 1.13.0; jaq 3.1.2 (crates.io); gojq 0.12.17
# Source:  https://jqlang.org/manual/#dates; jq's src/builtin.c (tm2jv, my_mktime)
# Seen:    07:30:00+0200 → 07:30:00Z with jq and jaq, 05:30:00Z with gojq; 07:30:00-0500 → 07:30:00Z with jq and jaq, 12:30:00Z with gojq
# Needs:   Debian's apt-get (it downloads packages and installs nothing), Python 3 with venv, Rust 1.85 or later with cargo, Go 1.24 or later.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir packages root
(cd packages && apt-get --quiet=2 download jq libjq1 libonig5 > ../apt.txt 2>&1)
for package in packages/*.deb; do dpkg --extract "$package" root; done
python3 -m venv environment
environment/bin/pip install --quiet --disable-pip-version-check jq==1.13.0
GOBIN=$folder go install github.com/itchyny/gojq/cmd/gojq@v0.12.17 2> go.txt
cargo install --quiet --root "$folder" jaq@3.1.2 2> cargo.txt

filter='strptime("%Y-%m-%dT%H:%M:%S%z") | mktime | todate'
for time in 2026-11-30T07:30:00+0200 2026-11-30T07:30:00-0500; do
  echo "jq: $time $(LD_LIBRARY_PATH=$(dirname root/usr/lib/*/libjq.so.1) root/usr/bin/jq --raw-output "$filter" <<< "\"$time\"")"
  echo "PyPI's jq: $time $(environment/bin/python -c 'import jq, sys; print(jq.compile(sys.argv[1]).input(sys.argv[2]).first())' "$filter" "$time")"
  echo "jaq: $time $(bin/jaq --raw-output "$filter" <<< "\"$time\"")"
  echo "gojq: $time $(./gojq --raw-output "$filter" <<< "\"$time\"")"
done | tee seen.txt
diff seen.txt - << 'TXT'
jq: 2026-11-30T07:30:00+0200 2026-11-30T07:30:00Z
PyPI's jq: 2026-11-30T07:30:00+0200 2026-11-30T07:30:00Z
jaq: 2026-11-30T07:30:00+0200 2026-11-30T07:30:00Z
gojq: 2026-11-30T07:30:00+0200 2026-11-30T05:30:00Z
jq: 2026-11-30T07:30:00-0500 2026-11-30T07:30:00Z
PyPI's jq: 2026-11-30T07:30:00-0500 2026-11-30T07:30:00Z
jaq: 2026-11-30T07:30:00-0500 2026-11-30T07:30:00Z
gojq: 2026-11-30T07:30:00-0500 2026-11-30T12:30:00Z
TXT
