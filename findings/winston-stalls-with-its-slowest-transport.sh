#!/usr/bin/env bash
# One transport of winston that takes no more data silences all the others, the console included.
#
# Guess:   Each transport works for itself. If the file is on a volume that hangs, or goes to a pipe whose reader is busy, its lines wait or are lost, and the console goes on.
# So:      The logger is a stream that is piped to each transport, and a pipe goes on only when all of its ends do. As soon as the buffer of one is full, the console, which the
#          container's log comes from, gets nothing either. `logger.info` does not fail and does not block: the messages collect in the
#          logger's memory, without a limit, for as long as the program runs. The log ends in the middle of healthy work, and the memory grows.
# Version: winston 3.19.0, winston-transport 4.9.0, Node.js 20
# Source:  lib/winston/logger.js (add: this.pipe(transport)); https://nodejs.org/api/stream.html (readable.pipe with several destinations)
# Seen:    5000 messages to the console and to a pipe that nobody reads: less than 1000 on the console; with the console alone: 5000
# Needs:   Node.js 20 or later and npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --prefix "$folder" winston@3.19.0 winston-transport@4.9.0
mkfifo pipe
cat > log.mjs << 'JS'
import { openSync } from 'node:fs';
import { setImmediate, setTimeout } from 'node:timers/promises';
import winston from 'winston';

const transports = [new winston.transports.Console()];
if (process.argv[2] === 'both') {
  openSync('pipe', 'r+'); // A reader that does not read.
  transports.push(new winston.transports.File({ filename: 'pipe' }));
}
const logger = winston.createLogger({ transports });
for (let order = 0; order < 5000; order++) {
  logger.info(`order ${order} paid ${'x'.repeat(200)}`);
  await setImmediate();
}
await setTimeout(1000);
console.error(`the logger holds ${logger.writableLength + logger.readableLength} messages`);
process.kill(process.pid, 'SIGKILL'); // exit() would wait for the write to the pipe.
JS
node log.mjs console > console.txt || true
node log.mjs both > both.txt || true
echo "on the console: alone $(wc -l < console.txt), with the stuck transport $(wc -l < both.txt)"
[ "$(wc -l < console.txt)" = 5000 ]
[ "$(wc -l < both.txt)" -lt 1000 ]
