#!/usr/bin/env bash
# Node's syslog parser glossy drops the text up to the last `]` of a message from `logger --rfc5424`.
#
# Guess:   Structured data ends where RFC 5424 says, at its own `]`. What follows is the message, brackets and all.
# So:      glossy takes all up to the last `]` of the line for structured data. `logger` writes a timeQuality element into each message, so
#          "[main] order 42 paid" arrives as "order 42 paid", and "order 42 paid [card]" as nothing. Thread names, arrays and IPv6 addresses do that. Without
#          structured data (`-`) the text is whole, so a test with a hand-written line finds nothing wrong.
# Version: glossy 0.1.7 (npm), logger of util-linux 2.38.1 (Debian 12)
# Source:  RFC 5424, 6.3; glossy's lib/glossy/parse.js
# Seen:    "order 41 paid" whole; "[main] order 42 paid": "order 42 paid"; "order 43 paid [card]": ""; the last with `-` for structured data: whole
# Needs:   Node.js, npm, util-linux's logger.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --prefix "$folder" glossy@0.1.7
cat > read.cjs << 'JS'
const { Parse } = require('glossy');

for (const line of require('node:fs').readFileSync(0, 'utf8').trimEnd().split('\n')) console.log(JSON.stringify(Parse.parse(line).message));
JS
{
  for text in 'order 41 paid' '[main] order 42 paid' 'order 43 paid [card]'; do
    logger --no-act --stderr --socket-errors=off --rfc5424 --tag shop "$text" 2>&1
  done
  logger --no-act --stderr --socket-errors=off --rfc5424=notq --tag shop 'order 43 paid [card]' 2>&1
} > lines.txt
cat lines.txt
node read.cjs < lines.txt | tee seen.txt
diff seen.txt - << 'TXT'
"order 41 paid"
"order 42 paid"
""
"order 43 paid [card]"
TXT
