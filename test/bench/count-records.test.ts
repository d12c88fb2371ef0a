import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compressSync } from 'snappy';
import { countRecords } from '../../bench/servers/count-records.js';

const LOKI = '/loki/api/v1/push';
const PROTOBUF = 'application/x-protobuf';

/** A field that has a length, written as protobuf does; lengths below 128 alone. */
function field(number: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of((number << 3) | 2, content.length), content]);
}

const text = field(1, Buffer.from('name'));
const entry = field(2, Buffer.of(0x08, 0x96, 0x01, 0x11, 1, 2, 3, 4, 5, 6, 7, 8, 0x1d, 1, 2, 3, 4));

test('each line counts as a record, with or without a final newline; an empty line does not count', () => {
  const kind = { path: '/', contentType: 'application/x-ndjson' };
  assert.equal(countRecords(kind, Buffer.from('{}\n{}\n')), 2);
  assert.equal(countRecords(kind, Buffer.from('{}\n\n{}')), 2);
  assert.equal(countRecords(kind, Buffer.from('')), 0);
});

test('each pair of lines in a bulk request counts as a record', () => {
  const body = Buffer.from('{"create":{}}\n{}\n{"create":{}}\n{}\n');
  assert.equal(countRecords({ path: '/_bulk', contentType: 'application/x-ndjson' }, body), 2);
});

test('each entry in each stream of a Loki push counts as a record', () => {
  const streams = [
    field(1, Buffer.concat([text, entry, entry])),
    field(1, text),
    field(1, Buffer.concat([text, entry])),
  ];
  assert.equal(countRecords({ path: LOKI, contentType: PROTOBUF }, compressSync(Buffer.concat(streams))), 3);
  const json = Buffer.from('{"streams":[{"values":[["1","a"],["2","b"]]},{"values":[["3","c"]]}]}');
  assert.equal(countRecords({ path: LOKI, contentType: 'application/json' }, json), 3);
});

test('each log record in each scope of an OTLP export counts as a record', () => {
  const scope = field(2, Buffer.concat([text, entry, entry]));
  const resource = field(1, Buffer.concat([text, scope, scope]));
  const kind = { path: '/v1/logs', contentType: PROTOBUF };
  assert.equal(countRecords(kind, Buffer.concat([resource, resource])), 8);
  assert.throws(() => countRecords(kind, resource.subarray(0, -1)), /a message ends within a field/);
});
