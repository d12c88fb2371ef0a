#!/usr/bin/env bash
# winston with the level `INFO`, `warning` or `trace` writes nothing at all, not even errors, and says nothing.
#
# Guess:   `level: process.env.LOG_LEVEL` with a word that winston does not know throws, as pino does, or the default (info) holds.
# So:      winston compares the number of the level with that of the line. An unknown word has no number, and each comparison with `undefined` is false, so each line is filtered out, errors included. No exception, no warning.
#          The names are exact: `INFO` and `Info` are unknown, and with the default (npm's) levels so are `warning`, `trace` and `fatal`. The same program with pino ends at its start with a message.
#          An empty variable is another thing: the logger then writes everything, debug too.
# Version: winston 3.19.0, pino 10.4.0 (npm), Node.js 20.20.2
# Source:  https://github.com/winstonjs/winston/blob/v3.19.0/lib/winston/logger.js (_transform); https://www.npmjs.com/package/winston#logging-levels
# Seen:    info: error, warn, info; warn: error, warn; INFO, warning, trace, fatal: nothing; "": error, warn, info, debug; pino with warning: throws
# Needs:   Node.js 20 or later, and npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --prefix "$folder" winston@3.19.0 pino@10.4.0
cat > log.mjs << 'JS'
import assert from 'node:assert/strict';
import pino from 'pino';
import winston from 'winston';

const logger = winston.createLogger({ level: process.argv[2], format: winston.format.printf(({ level }) => level), transports: [new winston.transports.Console()] });
logger.error('order not stored');
logger.warn('disk almost full');
logger.info('order stored');
logger.debug('order read');
assert.throws(() => pino({ level: 'warning' }), /default level:warning must be included/);
JS
for level in info warn INFO warning trace fatal ''; do
  echo "'$level': $(node log.mjs "$level" 2>> stderr.txt | paste --serial --delimiters ' ')"
done | tee seen.txt
[ ! -s stderr.txt ]
diff seen.txt - << 'TXT'
'info': error warn info
'warn': error warn
'INFO': 
'warning': 
'trace': 
'fatal': 
'': error warn info debug
TXT
