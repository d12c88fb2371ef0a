#!/usr/bin/env bash
# concurrent-log-handler, put in place of Python's RotatingFileHandler, throws the log away at its limit.
#
# Guess:   ConcurrentRotatingFileHandler is "a drop-in replacement for Python's standard RotatingFileHandler", so the same arguments keep the same lines. Without a
#          backupCount that is all of them: the standard handler's default means no rotation.
# So:      With maxBytes and no backupCount the standard handler goes on in the one file for ever. The replacement empties it each time: no line of before is in any file.
#          Whoever changes the import, so that several workers can log, loses all but the last few kilobytes of the log, and nothing is said.
# Version: concurrent-log-handler 0.9.31 (PyPI), Python 3.11
# Source:  src/concurrent_log_handler/__init__.py (doRollover); https://docs.python.org/3/library/logging.handlers.html#rotatingfilehandler
# Seen:    100 records, maxBytes=1000: RotatingFileHandler 100 lines, ConcurrentRotatingFileHandler 27, the first "order 73 paid"; with backupCount=20: 100
# Needs:   Python 3.9 or later with venv.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv environment
environment/bin/pip install --quiet --disable-pip-version-check concurrent-log-handler==0.9.31
cat > write.py << 'PY'
import logging
from glob import glob
from logging.handlers import RotatingFileHandler

from concurrent_log_handler import ConcurrentRotatingFileHandler


def lines_of(name, handler):
    logger = logging.getLogger(name)
    logger.addHandler(handler)
    for order in range(100):
        logger.warning('order %d paid', order)
    handler.close()
    lines = [line for file in glob(f'{name}.log*') for line in open(file)]
    print(f'{name}: {len(lines)} lines in {len(glob(f"{name}.log*"))} files')
    return len(lines)


assert lines_of('standard', RotatingFileHandler('standard.log', maxBytes=1000)) == 100
assert lines_of('concurrent', ConcurrentRotatingFileHandler('concurrent.log', maxBytes=1000)) < 60
assert lines_of('counted', ConcurrentRotatingFileHandler('counted.log', maxBytes=1000, backupCount=20)) == 100
PY
environment/bin/python write.py
