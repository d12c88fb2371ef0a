#!/usr/bin/env bash
# loguru's `retention` deletes other programs' logs, and its own `app.error.log`, beside `app.log`.
#
# Guess:   `logger.add('app.log', rotation='1 KB', retention=2)` counts and deletes the files that this sink rotated: app.2026-11-30_14-47-12_942639.log and the like.
# So:      It deletes what matches `app.log.*`, `app.*.log` and `app.*.log.*`, whoever wrote it. The oldest by modification time go first, so
#          a quiet `app.error.log` or `app.audit.log`, which other sinks or processes hold open, is gone at the first rotation of a busy `app.log`.
#          The holder goes on writing to a file without a name. Names with another separator (`app-error.log`) are safe.
# Version: loguru 0.7.3, Python 3.9 to 3.13
# Source:  loguru/_file_sink.py (_make_glob_patterns); https://loguru.readthedocs.io/en/stable/api/logger.html (retention)
# Seen:    before: app-error.log app.audit.log app.error.log app.log.old; after one sink's rotations: app-error.log, app.log and two rotated files
# Needs:   Python 3 with venv.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv environment
environment/bin/pip install --quiet --disable-pip-version-check loguru==0.7.3
cat > write.py << 'PY'
from pathlib import Path
from time import sleep

from loguru import logger

logger.remove()
logs = Path('logs')
logs.mkdir()
logger.add(logs / 'app.error.log', level='ERROR')
for name in ['app.audit.log', 'app.log.old', 'app-error.log']:
    (logs / name).write_text('written by another program\n')
logger.error('the only error of the week')
print('before:', *sorted(file.name for file in logs.iterdir()))
logger.add(logs / 'app.log', rotation='1 KB', retention=2)
for order in range(60):
    logger.info('order {} paid', order)
    sleep(0.01)
PY
environment/bin/python write.py
echo "after: $(cd logs && echo *)"
[ -e logs/app-error.log ]
[ -e logs/app.log ]
[ "$(find logs -type f | wc -l)" = 4 ]
for name in app.error.log app.audit.log app.log.old; do [ ! -e "logs/$name" ]; done
