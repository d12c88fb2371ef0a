#!/usr/bin/env bash
# The npm package tail does not read what is written between a truncation and its next look.
#
# Guess:   After a copytruncate the follower begins at byte 0, since the file is shorter than its position.
# So:      It sees that the file is shorter, and takes the file's end at that moment for its new position. The lines that the program wrote since the truncation are
#          never read. On a busy log there always are some. It is so with fs.watch, which looks within milliseconds, and with useWatchFile, which looks every few seconds.
#          `fromBeginning: true` is about the start only.
# Version: tail 2.2.6 (npm), Node.js 20 or later
# Source:  lib/tail.js (change, watchFileEvent)
# Seen:    old 1, (truncation) new 1, new 2, (a second) new 3: old 1, new 3
# Needs:   Node.js and npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund tail@2.2.6
cat > follow.js << 'JS'
import { appendFileSync, truncateSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { Tail } from 'tail';

const useWatchFile = process.argv[2] === 'watchFile';
writeFileSync('app.log', 'a line that was there at the start\n');
const lines = [];
const tail = new Tail('app.log', { useWatchFile, fsWatchOptions: { interval: 200 } });
tail.on('line', (line) => lines.push(line));
await setTimeout(1000);
appendFileSync('app.log', 'old 1\n');
await setTimeout(1000);
truncateSync('app.log');
appendFileSync('app.log', 'new 1\nnew 2\n');
await setTimeout(1000);
appendFileSync('app.log', 'new 3\n');
await setTimeout(1000);
tail.unwatch();
console.log(`${process.argv[2]}: ${lines.join(', ')}`);
JS
{
  node follow.js watch
  node follow.js watchFile
} | tee seen.txt
diff seen.txt - << 'TXT'
watch: old 1, new 3
watchFile: old 1, new 3
TXT
