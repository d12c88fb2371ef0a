#!/usr/bin/env bash
# winston's File transport goes on in `app1.log`, `app2.log` …, and deletes `app.log`.
#
# Guess:   `new transports.File({ filename: 'app.log', maxsize, maxFiles: 3 })` writes to app.log, and renames what is full to app1.log, app2.log.
# So:      A full file keeps its name, and the next one gets the next number. So app.log is written to once, until it is full; after that the live file is the one with
#          the highest number. With maxFiles, app.log itself is deleted as the oldest. A shipper that follows `app.log` reads the first megabytes and then
#          nothing, for ever. After a restart app.log is made anew, filled, and deleted again, while the numbers go on.
#          `tailable: true` gives what one expects.
# Version: winston 3.18.3, Node.js 20
# Source:  lib/winston/transports/file.js (_incFile, _checkMaxFilesIncrementing)
# Seen:    100 lines with maxsize 1000, maxFiles 3: app1.log begins with line 29, app2.log 57, app3.log 85 (live); no app.log
# Needs:   Node.js and npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund winston@3.18.3
cat > write.js << 'JS'
import winston from 'winston';

const tailable = process.argv[2] === 'tailable';
const log = winston.createLogger({ transports: [new winston.transports.File({ filename: `${process.argv[2]}/app.log`, maxsize: 1000, maxFiles: 3, tailable })] });
let line = 0;
const timer = setInterval(() => {
  log.info(`line ${++line}`);
  if (line === 100) {
    clearInterval(timer);
    log.end();
  }
}, 5);
JS
for way in default tailable; do
  node write.js $way
  for file in $way/*; do echo "$file: $(head --lines 1 "$file") … $(tail --lines 1 "$file")"; done
done
[ ! -e default/app.log ]
grep --quiet '"line 100"' default/app3.log
grep --quiet '"line 100"' tailable/app.log
