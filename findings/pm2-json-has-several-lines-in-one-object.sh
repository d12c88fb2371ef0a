#!/usr/bin/env bash
# `pm2 start --log-type json` writes one object for whatever it read at once: several lines, or half of one.
#
# Guess:   JSON output has an object for each line of the program, with its time: that is what the format is for.
# So:      PM2 writes an object for each chunk that arrives from the program. Lines that were written closely together stand in one "message", with newlines between
#          them, and have one timestamp. A line that was written in two parts is two objects. How it falls depends on the load. A program's own JSON lines
#          come as a text of several of them, so a second parse of "message" works in a test, and fails where two requests meet.
# Version: pm2 7.0.4 (npm), Node.js 20
# Source:  https://pm2.keymetrics.io/docs/usage/log-management/ (JSON); lib/God/ForkMode.js (transformLogToJson)
# Seen:    {"message":"{\"order\":1}\n{\"order\":2}\nstored ", …} and {"message":"in 3 ms\n", …}
# Needs:   Node.js 20 or later and npm.
set -euo pipefail
folder=$(mktemp -d)
export PM2_HOME=$folder/home
trap '"$folder/node_modules/.bin/pm2" kill > /dev/null 2>&1 || true; rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --prefix "$folder" pm2@7.0.4
cat > app.js << 'JS'
process.stdout.write('{"order":1}\n{"order":2}\nstored ');
setTimeout(() => process.stdout.write('in 3 ms\n'), 1000);
setTimeout(() => {}, 600_000);
JS
node_modules/.bin/pm2 start app.js --log-type json --log "$folder/app.log" > start.txt 2>&1
for _ in $(seq 150); do
  if grep --quiet 'in 3 ms' app.log; then break; fi
  sleep 0.1
done
cat app.log
cat > judge.mjs << 'JS'
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const messages = readFileSync('app.log', 'utf8').trim().split('\n').map((line) => JSON.parse(line).message);
assert.deepEqual(messages, ['{"order":1}\n{"order":2}\nstored ', 'in 3 ms\n']);
JS
node judge.mjs
