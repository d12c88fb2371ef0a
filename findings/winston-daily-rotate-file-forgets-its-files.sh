#!/usr/bin/env bash
# After any change of its options, winston-daily-rotate-file never deletes the files that it wrote before.
#
# Guess:   `maxFiles: 2` keeps two of the files that match the name. To lower it, or to change maxSize, is enough to have the older ones deleted.
# So:      It counts only the files in its list, `.HASH-audit.json`, and the hash is that of the options. With other options (maxSize, maxFiles, zippedArchive …) a new
#          list begins, and the files in the old one stay for ever. To lower maxFiles on a full disk frees nothing. Each such change adds a set.
#          The same holds when the list is lost or not on the volume. A fixed `auditFile` ends that.
# Version: winston-daily-rotate-file 5.0.0, winston 3.19.0
# Source:  README (auditFile), daily-rotate-file.js
# Seen:    maxFiles 2, then the same with maxSize 20m instead of 10m: 4 files and 2 lists; one more run: still 4 files
# Needs:   Node.js 20 or later and npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund winston@3.19.0 winston-daily-rotate-file@5.0.0
cat > write.js << 'JS'
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import winston from 'winston';
import DailyRotateFile from 'winston-daily-rotate-file';

const transport = new DailyRotateFile({ dirname: 'logs', filename: 'app-%DATE%.log', datePattern: 'YYYYMMDD-HHmmss', maxFiles: 2, maxSize: process.argv[2] });
const log = winston.createLogger({ transports: [transport] });
for (let line = 1; line <= 5; line++) {
  log.info(`line ${line}`);
  await setTimeout(1100);
}
const finished = once(transport, 'finish');
log.end();
await finished;
JS
for size in 10m 20m 20m; do
  node write.js "$size"
  files=$(find logs -name 'app-*' | wc -l)
  lists=$(find logs -name '.*-audit.json' | wc -l)
  echo "maxSize $size: $files files, $lists lists"
  seen+="$files/$lists "
done
[ "$seen" = '2/1 4/2 4/2 ' ]
