#!/usr/bin/env bash
# conmon, the log writer of CRI-O and Podman, throws the whole log away when it reaches its maximum size.
#
# Guess:   `--log-size-max` (Podman's `--log-opt max-size`, CRI-O's `log_size_max`) keeps about that many bytes: the oldest lines go, or a rotated file stays.
# So:      At the limit conmon replaces the file by an empty one. No second file exists. Just behind that moment `podman logs`, and the log shipper that
#          was a second late, see nothing of what the container wrote. Of 100 lines with a limit of 2,000 bytes, 26 are left.
# Version: conmon 2.1.6 (Debian 12)
# Source:  conmon(8), --log-size-max; src/ctr_logging.c (reopen_k8s_file)
# Seen:    100 lines written; the log has lines 75 to 100; 1 file
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
  (for line in $(seq 100); do echo "line $line"; sleep 0.01; done) &
  printf %s $! > "$pid_file"
fi
RUNTIME
chmod +x runtime
root/usr/bin/conmon --sync --cid c --cuuid c --name c --runtime "$folder/runtime" --bundle "$folder/bundle" --container-pidfile "$folder/pid" \
  --exit-dir "$folder" --socket-dir-path "$folder/sockets" --log-path "k8s-file:$folder/0.log" --log-size-max 2000 > conmon.txt 2>&1
for _ in $(seq 100); do
  if grep --quiet 'line 100$' 0.log 2> /dev/null; then break; fi
  sleep 0.1
done
echo "100 lines written; $(wc -l < 0.log) in the log, from $(head --lines 1 0.log | cut --delimiter ' ' --fields 4-); files: $(ls 0.log*)"
[ "$(wc -l < 0.log)" -lt 60 ]
[ "$(ls 0.log* | wc -l)" = 1 ]
