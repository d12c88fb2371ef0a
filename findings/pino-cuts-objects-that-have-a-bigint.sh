#!/usr/bin/env bash
# A BigInt anywhere in an object makes pino cut all the rest of the object: lists at 100 items, and what lies deeper than five levels.
#
# Guess:   pino writes a BigInt as a number, and the rest of the object as ever. Its limits depthLimit and edgeLimit are for circular objects.
# So:      pino tries JSON.stringify first, which throws at a BigInt and at a cycle. Its second way has the limits: of 200 numbers 100 are left, followed by the text "... 99 items not stringified" (99, not 100),
#          an object becomes the text "[Object]", and names are sorted. So one field, say the id of a database row, changes the types of other fields: a list of numbers has a text in it, an object is a text, and
#          Elasticsearch or ClickHouse refuse the line. The same record without the BigInt is whole, at any depth. A BigInt at the top level does no harm. `depthLimit` and `edgeLimit` raise the limits.
# Version: pino 10.4.0 (npm), Node.js 20.20.2
# Source:  https://getpino.io/#/docs/api?id=depthlimit-number; pino's lib/tools.js (stringify)
# Seen:    {"order":{"prices":[200 numbers],"a":{"b":{"c":{"d":{"e":{"f":1}}}}}}}: whole; with "id":7n in order: prices 100 numbers and "... 99 items not stringified", e "[Object]"; with id at the top: whole
# Needs:   Node.js 20 or later, and npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --prefix "$folder" pino@10.4.0
cat > log.mjs << 'JS'
import assert from 'node:assert/strict';
import pino from 'pino';

let line;
const logger = pino({}, { write: (text) => (line = text) });

/** Logs the record, and tells what has become of its list and of what lies deep in it. */
function log(record) {
  logger.info(record, 'order stored');
  const { order } = JSON.parse(line);
  const seen = { id: order.id ?? JSON.parse(line).id, prices: order.prices.length, last: order.prices.at(-1), c: order.a.b.c };
  console.log(JSON.stringify(seen));
  return seen;
}

const order = { prices: Array.from({ length: 200 }, (_, number) => number), a: { b: { c: { d: { e: { f: 1 } } } } } };
const whole = { prices: 200, last: 199, c: { d: { e: { f: 1 } } } };
assert.deepEqual(log({ order }), { id: undefined, ...whole });
assert.deepEqual(log({ order: { ...order, id: 7 } }), { id: 7, ...whole });
assert.deepEqual(log({ order: { ...order, id: 7n } }), { id: 7, prices: 101, last: '... 99 items not stringified', c: { d: { e: '[Object]' } } });
assert.deepEqual(log({ id: 7n, order }), { id: 7, ...whole });
JS
node log.mjs
