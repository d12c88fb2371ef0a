#!/usr/bin/env bash
# Docker's gelf and syslog drivers part a line at 16 KiB and do not say so, and leave out empty lines; its fluentd driver marks the parts and sends all.
#
# Guess:   The 16 KiB are a matter of the json-file format. A driver that sends messages sends a line as one (GELF has chunks for that), or marks the parts; and an
#          empty line is an empty message, as in `docker logs`.
# So:      dockerd reads each stream in pieces of 16 KiB, before any driver. The fluentd driver adds partial_message, partial_id and partial_ordinal to each piece. The gelf and
#          the syslog driver send each as a message that looks whole: a JSON line of 40,000 bytes is three messages of broken JSON, and lines of stderr come in between. Nothing in them allows
#          to join them again. Both leave out empty lines, so a program's paragraphs run together. `docker logs` of the same container, which reads a
#          copy on disk, shows the long line whole, so the container's side looks right.
# Version: Docker Engine 20.10.24+dfsg1-1+deb12u1 (Debian 12)
# Source:  https://docs.docker.com/engine/logging/drivers/gelf/, …/syslog/, …/fluentd/; daemon/logger/copier.go, gelf/gelf.go, syslog/syslog.go of that version
# Seen:    "first", "", 40000 times x, "last": gelf: first, 16384 x, 16384 x, 7232 x, last, and nothing that tells of parts; syslog: the same; fluentd: 3 partial_ordinal, an empty log;
#          docker logs: 3 lines (no empty one)
# Needs:   root, Debian's apt-get (it downloads packages and installs nothing), cgroups, Python 3.
set -euo pipefail
folder=$(mktemp -d)
daemon=
receiver=
end() {
  [ -z "$receiver" ] || kill "$receiver" 2> /dev/null || true
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

cat > receive.py << 'PY'
# Receives what a driver sends, over UDP (gelf, syslog) or TCP (fluentd), and writes one line for each message.
import gzip, json, re, socket, sys

kind = sys.argv[1]
server = socket.socket(socket.AF_INET, socket.SOCK_STREAM if kind == 'fluentd' else socket.SOCK_DGRAM)
server.bind(('127.0.0.1', 0))
if kind == 'fluentd':
    server.listen()
print(server.getsockname()[1], flush=True)
while kind == 'fluentd':
    connection, _ = server.accept() # The driver opens one to try the address, and closes it.
    received = b''
    while piece := connection.recv(65536):
        received += piece
    if received:
        print(f"{received.count(b'partial_ordinal')} partial_ordinal, {received.count(bytes([0xa3]) + b'log' + bytes([0xa0]))} empty log", flush=True)
while True:
    message = server.recv(65536)
    if kind == 'gelf':
        fields = json.loads(gzip.decompress(message))
        text, marks = fields['short_message'], sorted(name for name in fields if 'part' in name)
    else:
        text, marks = re.search(r'\]: (.*)\n$', message.decode()).group(1), []
    print(f'{len(text)} x' if text.startswith('xx') else text or 'empty', *marks, flush=True)
PY

# Lets a container write through the driver $1, whose address begins with $2, and keeps what arrived.
try() {
  python3 receive.py "$1" > "$1.txt" &
  receiver=$!
  until [ -s "$1.txt" ]; do sleep 0.1; done
  docker run --name "$1" --network none --log-driver "$1" --log-opt "$1-address=$2$(head --lines 1 "$1.txt")" writer \
    /bin/sh -c 'echo first; echo; /bin/busybox head -c 40000 /dev/zero | /bin/busybox tr "\000" x; echo; echo last' > /dev/null
  for _ in $(seq 50); do
    if grep --quiet --extended-regexp 'last|partial_ordinal' "$1.txt"; then break; fi
    sleep 0.1
  done
  seen=$(sed 1d "$1.txt" | paste --serial --delimiters ,)
  lines=$(docker logs "$1" | wc -l)
  echo "$1: $seen; docker logs: $lines lines"
  kill "$receiver" 2> /dev/null || true
  wait "$receiver" 2> /dev/null || true
  receiver=
  [ "$lines" = 3 ]
}
try gelf udp://127.0.0.1:
[ "$seen" = 'first,16384 x,16384 x,7232 x,last' ]
try syslog udp://127.0.0.1:
[ "$seen" = 'first,16384 x,16384 x,7232 x,last' ]
try fluentd 127.0.0.1:
[ "$seen" = '3 partial_ordinal, 1 empty log' ]
