#!/usr/bin/env bash
# rotating-file-stream gives the name of a deleted file to a newer one, so `…-01-app.log` is younger than `…-03-app.log`.
#
# Guess:   Rotated files are named by the minute and a running number, 20261130-0730-01-app.log, -02, -03, so their names sort by age, and a name stands for one content.
# So:      The number is the first that is free. With maxFiles the oldest file is deleted, and the next rotation within the minute takes its name. At a burst the names say nothing of the order: a
#          reader that catches up in the order of names delivers the lines mixed, and one that remembers names as read skips the new file.
#          Without maxFiles and maxSize, or with one rotation a minute, all is in order.
# Version: rotating-file-stream 3.2.10 (npm), Node.js 20
# Source:  README (filename, maxFiles); index.ts (findName: the first index whose file does not exist)
# Seen:    100 lines, size 500B, maxFiles 2: …-01-app.log begins with order 70, …-03-app.log with order 47
# Needs:   Node.js 20 or later and npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --prefix "$folder" rotating-file-stream@3.2.10
cat > write.mjs << 'JS'
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { createStream } from 'rotating-file-stream';

const log = createStream('app.log', { path: 'logs', size: '500B', maxFiles: 2 });
for (let order = 0; order < 100; order++) {
  log.write(`order ${order} paid by card\n`);
  if (order % 10 === 0) await setTimeout(50);
}
log.end();
await once(log, 'finish');
JS
# All rotations have to fall into one minute.
if [ "$(date +%-S)" -gt 50 ]; then sleep 11; fi
node write.mjs
for file in logs/*-app.log; do echo "$file: $(head --lines 1 "$file")"; done
first=$(head --lines 1 logs/*-01-app.log | cut --delimiter ' ' --fields 2)
last=$(find logs -name '*-app.log' | sort | tail --lines 1 | xargs head --lines 1 | cut --delimiter ' ' --fields 2)
[ "$first" -gt "$last" ]
