#!/usr/bin/env bash
# `docker logs --tail 2` counts the 16 KiB parts of a long line as lines, and begins in the middle of it.
#
# Guess:   `--tail 2` prints the last two lines, as tail(1) does. Docker joins the parts of a long line in `docker logs`, so it counts them joined, too.
# So:      Docker stores a line of more than 16 KiB in several parts, and the option counts the parts. Of a line of 40,000 bytes and a short one behind it, `--tail 2` prints the last 7,234 bytes of the long one. A
#          JSON line or a trace comes without its head, and nothing marks that. How many lines `--tail 100` gives depends on their lengths. Both drivers with
#          files, json-file and local, do the same. In this version the driver local also forgets the newline behind the last part, so `docker logs` prints the line that follows as its end (mended in later ones).
# Version: Docker Engine 20.10.24 (Debian 12)
# Source:  daemon/logger/loggerutils (tail), daemon/logger/copier.go (16 KiB)
# Seen:    lines of 5, 40,002 and 4 bytes: whole log 5, 40002, 4; --tail 2: 7234, 4; --tail 3: 23618, 4; --tail 4: 40002, 4; local, whole: 5, 40006; local, --tail 2: 7238
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

# Prints the lengths of the lines that `docker logs` gives for the container $1 with the further options.
lengths() { docker logs "$@" | awk '{ print length($0) }' | paste --serial --delimiters ' '; }
for driver in json-file local; do
  docker run --name "$driver" --network none --log-driver "$driver" writer \
    /bin/sh -c 'echo first; /bin/busybox printf "A%040000dZ\n" 7; echo last' > /dev/null
  for lines in all 1 2 3 4; do
    echo "$driver, --tail $lines: $(lengths "$driver" --tail "$lines")" | tee --append seen.txt
  done
done
diff seen.txt - << 'TXT'
json-file, --tail all: 5 40002 4
json-file, --tail 1: 4
json-file, --tail 2: 7234 4
json-file, --tail 3: 23618 4
json-file, --tail 4: 40002 4
local, --tail all: 5 40006
local, --tail 1: 4
local, --tail 2: 7238
local, --tail 3: 23622
local, --tail 4: 40006
TXT
