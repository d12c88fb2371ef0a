#!/usr/bin/env bash
# With `max-size` and no `max-file`, `docker logs` shows nothing just after each limit, although a rotated file is on disk.
#
# Guess:   `--log-opt max-size=10k` keeps the last 10 KB or so: max-file is 1 by default, so one file is kept and the oldest lines go from it.
# So:      At the limit dockerd renames the file to `.1` all the same, and begins an empty one. `docker logs` opens as many files as max-file says, which is the new one
#          alone. So it shows between no line and 10 KB, whatever moment one asks at, and never the 10 KB in `.1`, which stay until the next rotation. With
#          max-file=2 it shows both, for the same space on disk.
# Version: Docker Engine 20.10.24+dfsg1-1+deb12u1 (Debian 12), json-file driver
# Source:  https://docs.docker.com/engine/logging/drivers/json-file/ (max-file); daemon/logger/loggerutils/logfile.go of that version
# Seen:    500 lines: `docker logs` prints 3; `…-json.log.1` has 124 more; with max-file=2 `docker logs` prints 127
# Needs:   root, Debian's apt-get (it downloads packages and installs nothing), cgroups.
set -euo pipefail
folder=$(mktemp -d)
daemon=
end() {
  if [ -n "$daemon" ]; then
    docker --host "unix://$folder/docker.sock" ps --quiet | xargs --no-run-if-empty docker --host "unix://$folder/docker.sock" kill > /dev/null || true
    kill "$daemon" 2> /dev/null || true
    wait "$daemon" 2> /dev/null || true
  fi
  rm -rf "$folder"
}
trap end EXIT
cd "$folder"

mkdir -p packages root image/bin
(cd packages && apt-get --quiet=2 download docker.io containerd runc busybox-static libsubid4 > ../apt.txt 2>&1)
for package in packages/*.deb; do dpkg --extract "$package" root; done
PATH=$folder/root/usr/bin:$folder/root/usr/sbin:$folder/root/sbin:$PATH
export DOCKER_HOST=unix://$folder/docker.sock
dockerd --iptables=false --ip6tables=false --bridge=none --storage-driver=vfs --data-root "$folder/data" --exec-root "$folder/exec" \
  --pidfile "$folder/docker.pid" --host "$DOCKER_HOST" > dockerd.txt 2>&1 &
daemon=$!
for _ in $(seq 150); do
  if docker info > /dev/null 2>&1; then break; fi
  sleep 0.2
done
cp root/bin/busybox image/bin/busybox
ln --symbolic busybox image/bin/sh
tar --directory image --create . | docker import - writer > /dev/null

# Lets a container write 500 lines; $1: its name, $2: filler that decides how shortly before the end the last rotation comes, $3: further options.
write_lines() {
  docker run --name "$1" --network none --log-opt max-size=10k $3 writer \
    /bin/sh -c "i=0; while [ \$i -lt 500 ]; do /bin/busybox echo \"line \$i $2\"; i=\$((i+1)); done" > /dev/null
  shown=$(docker logs "$1" | wc -l)
  rotated=$(cat "$folder/data/containers/$(docker inspect --format '{{.Id}}' "$1")"/*-json.log.1 | wc -l)
  echo "$1: 500 lines written; docker logs prints $shown; the file .1 has $rotated lines"
}
write_lines alone x ''
[ "$rotated" -gt 50 ]
alone=$shown
write_lines two-files x '--log-opt max-file=2'
[ "$shown" -ge $((alone + 50)) ]
[ "$alone" -lt 50 ]
