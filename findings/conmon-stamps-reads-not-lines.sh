#!/usr/bin/env bash
# conmon gives all lines that it read at once the same time, to the nanosecond.
#
# Guess:   The nanoseconds of a CRI line tell lines apart: a container's lines have ascending times, and (time, text) is as good as an id.
# So:      The time is taken once for each read of up to 8 KiB. All lines in it have that time, equal lines included. A store that takes entries of equal time and
#          text for one (Loki does) keeps one of them, so repeated lines of a CRI-O node vanish there and nowhere else. containerd takes the time for each
#          line, so a test on containerd does not show it.
# Version: conmon 2.1.6 (Debian 12)
# Source:  src/ctr_logging.c (write_k8s_log: one set_k8s_timestamp for a buffer)
# Seen:    3 lines in one write: one time; "same" twice with the same 30 digits
# Needs:   Debian's apt-get (it downloads a package and installs nothing).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mkdir packages root bundle sockets
(cd packages && apt-get --quiet=2 download conmon libglib2.0-0 > ../apt.txt 2>&1)
for package in packages/*.deb; do dpkg --extract "$package" root; done
export LD_LIBRARY_PATH
LD_LIBRARY_PATH=$(dirname "$(find "$folder/root" -name 'libglib-2.0.so.0' | head --lines 1)")
# Stands in for runc: `create` starts the program with conmon's pipes, and tells its process id.
cat > runtime << 'RUNTIME'
#!/usr/bin/env bash
while [ $# -gt 0 ]; do
  case $1 in
    --pid-file) pid_file=$2; shift ;;
    create) create=yes ;;
  esac
  shift
done
if [ -n "${create:-}" ]; then
  (sleep 0.2; python3 -c "import os; os.write(1, b'same\nsame\nother\n')"; sleep 0.2; echo last) &
  printf %s $! > "$pid_file"
fi
RUNTIME
chmod +x runtime
root/usr/bin/conmon --sync --cid c --cuuid c --name c --runtime "$folder/runtime" --bundle "$folder/bundle" --container-pidfile "$folder/pid" \
  --exit-dir "$folder" --socket-dir-path "$folder/sockets" --log-path "k8s-file:$folder/0.log" > conmon.txt 2>&1
for _ in $(seq 100); do
  if grep --quiet 'last$' 0.log 2> /dev/null; then break; fi
  sleep 0.1
done
cat 0.log
[ "$(head --lines 3 0.log | cut --delimiter ' ' --fields 1 | sort --unique | wc -l)" = 1 ]
[ "$(sed --quiet 1p 0.log)" = "$(sed --quiet 2p 0.log)" ]
