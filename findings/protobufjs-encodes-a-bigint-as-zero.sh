#!/usr/bin/env bash
# protobufjs writes 0 for a 64-bit field that is given a BigInt, without an error.
#
# Guess:   A BigInt is JavaScript's own 64-bit integer, so fixed64, uint64, int64 and sint64 take one; or encode() throws.
# So:      encode() and create() take a number, a Long or a text of digits. A BigInt has no `low` and `high`, so both halves become 0: a
#          time_unix_nano of OTLP arrives as 1970. Only fromObject() converts a BigInt. verify() says "integer|Long expected", but encode() does not call it.
# Version: protobufjs 8.8.1 (npm), Node.js 20.20.2
# Source:  https://github.com/protobufjs/protobuf.js#toolset (valid message, encode, fromObject)
# Seen:    encode(create({ f: 5n })) decodes to 0; the text "5" to 5; encode(fromObject({ f: 5n })) to 5
# Needs:   Node.js 20 or later, and npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --prefix "$folder" protobufjs@8.8.1
cat > try.mjs << 'JS'
import assert from 'node:assert/strict';
import protobuf from 'protobufjs';

const { root } = protobuf.parse('syntax = "proto3"; message Numbers { fixed64 f = 1; int64 i = 2; uint64 u = 3; sint64 s = 4; }');
const Numbers = root.lookupType('Numbers');
const time = 1700000000123456789n;
for (const field of ['f', 'i', 'u', 's']) {
  const through = (message) => String(Numbers.decode(Numbers.encode(message).finish())[field]);
  const results = {
    plain: through({ [field]: time }),
    create: through(Numbers.create({ [field]: time })),
    text: through(Numbers.create({ [field]: String(time) })),
    fromObject: through(Numbers.fromObject({ [field]: time })),
    verify: Numbers.verify({ [field]: time }),
  };
  console.log(field, JSON.stringify(results));
  assert.deepEqual(results, { plain: '0', create: '0', text: String(time), fromObject: String(time), verify: `${field}: integer|Long expected` });
}
JS
node try.mjs
