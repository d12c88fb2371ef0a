#!/usr/bin/env bash
# Elastic's ECS formats for Python and pino leave the cause of an error out of the log, which the loggers themselves would write.
#
# Guess:   error.stack_trace has what the logger writes for the same error without the format: the whole chain, with "The above exception was the direct cause" in Python
#          and "caused by" in pino. A format chooses names, it does not take away the reason.
# So:      ecs-logging makes the field of the outer exception's frames alone, and @elastic/ecs-pino-format of the outer error's stack. The cause, its message and its
#          frames are in no field at all. Programs and libraries wrap errors all the time (`raise … from …`, `new Error(text, { cause })`), so "order not stored" is
#          logged, and "disk full", which one would search for, is not. Elastic's format for winston does keep it, in error.cause.
# Version: ecs-logging 2.3.0, python-json-logger 4.2.0 (PyPI), Python 3.11; @elastic/ecs-pino-format 1.5.0, pino 10.4.0 (npm), Node.js 20.20.2
# Source:  ecs_logging/_stdlib.py (error.stack_trace); @elastic/ecs-helpers (formatError)
# Seen:    of "order not stored", "disk full" and the function that failed: ecs-logging the first; python-json-logger all; ecs-pino-format the first; pino all
# Needs:   Python 3.9 or later with venv, Node.js 20 or later, and npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv environment
environment/bin/pip install --quiet --disable-pip-version-check ecs-logging==2.3.0 python-json-logger==4.2.0
npm install --silent --no-audit --no-fund --prefix "$folder" pino@10.4.0 @elastic/ecs-pino-format@1.5.0
cat > log.py << 'PY'
import logging
import sys

import ecs_logging
from pythonjsonlogger.json import JsonFormatter


def write_file():
    raise OSError('disk full')


def store_order():
    try:
        write_file()
    except OSError as error:
        raise RuntimeError('order not stored') from error


handler = logging.StreamHandler(sys.stdout)
handler.setFormatter({'ecs': ecs_logging.StdlibFormatter, 'plain': JsonFormatter}[sys.argv[1]]())
logger = logging.Logger('shop')
logger.addHandler(handler)
try:
    store_order()
except RuntimeError:
    logger.exception('failed')
PY
cat > log.mjs << 'JS'
import { ecsFormat } from '@elastic/ecs-pino-format';
import pino from 'pino';

function write_file() {
  throw new Error('disk full');
}

function storeOrder() {
  try {
    write_file();
  } catch (cause) {
    throw new Error('order not stored', { cause });
  }
}

const logger = pino(process.argv[2] === 'ecs' ? ecsFormat() : {});
try {
  storeOrder();
} catch (error) {
  logger.error({ err: error }, 'failed');
}
JS

# Tells which of the three things the line $2 has; $1: whose line it is.
judge() { echo "$1: $(for word in 'order not stored' 'disk full' 'write_file'; do if grep --quiet "$word" <<< "$2"; then echo "$word"; fi; done | paste --serial --delimiters ,)"; }
{
  judge ecs-logging "$(environment/bin/python log.py ecs)"
  judge python-json-logger "$(environment/bin/python log.py plain)"
  judge ecs-pino-format "$(node log.mjs ecs)"
  judge pino "$(node log.mjs plain)"
} | tee seen.txt
diff seen.txt - << 'TXT'
ecs-logging: order not stored
python-json-logger: order not stored,disk full,write_file
ecs-pino-format: order not stored
pino: order not stored,disk full,write_file
TXT
