#!/usr/bin/env bash
# fzstd, the usual pure JavaScript decoder of Zstandard, hands out damaged content without an error.
#
# Guess:   A decoder verifies the content checksum that the zstd command writes into every frame, as gunzip verifies its CRC.
# So:      fzstd skips the four bytes. A rotated log with one flipped byte decodes to wrong text; the zstd command refuses the same file.
#          Whoever reads compressed logs with it must compare the xxHash64 himself, or accept silent damage.
# Version: fzstd 0.1.1 (npm), zstd command 1.5.4 (Debian 12)
# Source:  RFC 8878, 3.1.1 (Content_Checksum); fzstd README
# Seen:    intact: "one"; damaged: fzstd "Xne", zstd "Restored data doesn't match checksum"
# Needs:   Node.js 20 or later, npm, the zstd command.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --prefix "$folder" fzstd@0.1.1
cat > decode.mjs << 'JS'
import { readFileSync } from 'node:fs';
import { decompress } from 'fzstd';

process.stdout.write(decompress(readFileSync(process.argv[2])));
JS
cat > flip.mjs << 'JS'
import { readFileSync, writeFileSync } from 'node:fs';

const frame = readFileSync('intact.zst');
frame[frame.indexOf('one')] = 'X'.charCodeAt(0);
writeFileSync('damaged.zst', frame);
JS
echo one | zstd --quiet --stdout > intact.zst
node flip.mjs
intact=$(node decode.mjs intact.zst)
damaged=$(node decode.mjs damaged.zst)
zstd --decompress --stdout damaged.zst > /dev/null 2> command.txt && status=0 || status=$?
echo "intact: $intact; damaged: fzstd $damaged, zstd status $status: $(tail --lines 1 command.txt)"
[ "$intact" = one ]
[ "$damaged" = Xne ]
[ "$status" -ne 0 ]
grep --quiet "match checksum" command.txt
