#!/usr/bin/env bash
# supervisord rotates in the middle of a line, and at several times the size that stdout_logfile_maxbytes asks for.
#
# Guess:   `stdout_logfile_maxbytes=10000` gives files of at most 10,000 bytes that end with whole lines, as Python's RotatingFileHandler does, whose settings these are.
# So:      supervisord writes what it reads from the pipe, up to 128 KiB at once, and looks at the size afterwards. A program whose output is buffered, as C's is when stdout is no
#          terminal, hands over blocks that end within a line. So app.log.1 ends with half a record, and app.log begins with the other half. Whoever reads the
#          files one by one gets two broken lines at each rotation, and JSON readers two errors. A file can be larger than the limit by 128 KiB.
# Version: supervisor 4.3.0 (PyPI)
# Source:  http://supervisord.org/configuration.html (stdout_logfile_maxbytes); supervisor/dispatchers.py, loggers.py (RotatingFileHandler.emit)
# Seen:    20000 lines of 25 bytes, limit 10000: 8 files of up to 65536 bytes, 7 end within a line ("order 02622", then " paid by card")
# Needs:   Python 3 with venv.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv environment
environment/bin/pip install --quiet --disable-pip-version-check supervisor==4.3.0 setuptools==80.9.0
cat > supervisord.conf << CONF
[supervisord]
nodaemon=true
logfile=/dev/null
logfile_maxbytes=0
pidfile=$folder/supervisord.pid

[program:shop]
command=seq --format='order %%05.0f paid by card' 20000
autorestart=false
startsecs=0
stdout_logfile=$folder/app.log
stdout_logfile_maxbytes=10000
stdout_logfile_backups=50
CONF
environment/bin/supervisord --configuration supervisord.conf > supervisord.txt 2>&1 &
daemon=$!
for _ in $(seq 300); do
  if grep --quiet 'exited: shop' supervisord.txt; then break; fi
  sleep 0.1
done
kill "$daemon"
wait "$daemon" || true
larger=0 cut=0
mapfile -t files < <(find . -name 'app.log*' -size +0 | sort --version-sort --reverse)
for file in "${files[@]}"; do
  [ "$(wc -c < "$file")" -le 10000 ] || larger=$((larger + 1))
  [ -z "$(tail --bytes 1 "$file")" ] || cut=$((cut + 1))
done
echo "${#files[@]} files: $larger larger than 10000 bytes, $cut end within a line"
echo "${files[0]} ends with: $(tail --lines 1 "${files[0]}"); ${files[1]} begins with: $(head --lines 1 "${files[1]}")"
[ "$larger" -gt 0 ]
[ "$cut" -gt 0 ]
diff <(cat "${files[@]}") <(seq --format='order %05.0f paid by card' 20000)
