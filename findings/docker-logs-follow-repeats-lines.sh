#!/usr/bin/env bash
# `docker logs --follow` prints lines twice when the log is rotated under it.
#
# Guess:   dockerd writes and rotates the file itself, so its own follower knows each rotation and prints every line once.
# So:      At a rotation the follower opens the new file and can print the last lines of the old one again: of 3,000 lines with max-size=10k
#          it printed 3,116. Nothing marks the repeats, and with --timestamps they carry equal times, as different lines can have, too. Whoever
#          pipes `docker logs -f` into a store counts some lines twice at each rotation.
# Version: Docker Engine 20.10.24+dfsg1-1+deb12u1 (Debian 12), json-file driver, max-file=3
# Source:  https://docs.docker.com/reference/cli/docker/container/logs/ (--follow); daemon/logger/loggerutils/logfile.go of that version
# Seen:    3000 written; 3116 printed, 3000 different ones, 116 twice (how many depends on the pace)
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

docker run --detach --name writer --network none --log-opt max-size=10k --log-opt max-file=3 writer \
  /bin/sh -c 'i=0; while [ $i -lt 3000 ]; do /bin/busybox echo "line $i"; i=$((i+1)); done; /bin/busybox sleep 1' > /dev/null
timeout 120 docker logs --follow writer > printed.txt
printed=$(wc -l < printed.txt)
different=$(sort --unique printed.txt | wc -l)
echo "3000 written; $printed printed, $different different ones, $(sort printed.txt | uniq --repeated | wc -l) twice"
[ "$printed" -gt "$different" ]
