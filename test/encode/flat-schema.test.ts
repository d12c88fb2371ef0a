import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createJsonEncoder } from '../../src/encode/json/json-encoder.js';
import { SCHEMAS } from '../../src/encode/record-schemas.js';
import type { StaticFields } from '../../src/encode/static-fields.js';
import type { LogSource } from '../../src/record/log-source.js';
import { createPayload } from '../../src/record/payload.js';
import { type RecordBlock, RecordFlag } from '../../src/record/record-block.js';
import { blockOf, EXAMPLE_SOURCE, linesOf, payloadOf, USUAL_TIME } from '../support/blocks.js';

/** The records of a block, as lines of JSON. */
function encode(block: RecordBlock, fields: StaticFields = { labels: {} }): string[] {
  const payload = payloadOf(createJsonEncoder(SCHEMAS.flat, fields), block);
  assert.equal(payload.records, block.count);
  return linesOf(payload);
}

describe('schema flat', () => {
  it('matches the example of the contract, field by field and in order', () => {
    const block = blockOf(EXAMPLE_SOURCE, [{ message: 'hello', flags: RecordFlag.stdout | RecordFlag.verbatim }]);
    assert.deepEqual(encode(block), [
      `{"time":"${USUAL_TIME}","stream":"stdout","namespace":"default","pod":"stakater-reloader-598f958967-ddkl7",` +
        '"uid":"2681cb7f-daa4-4620-bb60-1d449709181c","container":"stakater-reloader","restart":7,' +
        `"container_id":"${'c73e'.repeat(16)}","message":"hello"}`,
    ]);
  });

  it('adds the node and the labels unchanged', () => {
    const block = blockOf(EXAMPLE_SOURCE, [{ message: '', flags: RecordFlag.stderr }]);
    const [line] = encode(block, { node: 'n1', labels: { 'a"b': 'c\n', team: 'shop' } });
    const record = JSON.parse(line!);
    assert.equal(record.node, 'n1');
    assert.deepEqual(record.labels, { 'a"b': 'c\n', team: 'shop' });
    assert.equal(record.stream, 'stderr');
  });

  it('has the path instead of the fields of the pod if the path does not name them', () => {
    const plain: LogSource = { path: '/logs/ä "b".log', metadata: { pod: 'p' }, writtenByRuntime: false };
    const block = blockOf(plain, [{ message: 'x', flags: 0 }]);
    assert.deepEqual(JSON.parse(encode(block)[0]!), {
      time: USUAL_TIME,
      pod: 'p',
      path: '/logs/ä "b".log',
      message: 'x',
    });
  });

  it('marks truncated and malformed records', () => {
    const flags = [RecordFlag.partial, RecordFlag.truncated, RecordFlag.malformed];
    const block = blockOf(
      EXAMPLE_SOURCE,
      flags.map((flag) => ({ message: 'x', flags: flag })),
    );
    const records = encode(block).map((line) => JSON.parse(line));
    assert.deepEqual(
      records.map(({ partial, truncated, malformed }) => [partial, truncated, malformed]),
      [
        [true, undefined, undefined],
        [undefined, true, undefined],
        [undefined, undefined, true],
      ],
    );
  });

  it('escapes text, and copies escaped text', () => {
    const message = 'a"b\\n\u0001\t';
    const block = blockOf(EXAMPLE_SOURCE, [
      { message, flags: 0 },
      { message: JSON.stringify(message).slice(1, -1), flags: RecordFlag.escaped },
    ]);
    const records = encode(block).map((line) => JSON.parse(line));
    assert.deepEqual(
      records.map((record) => record.message),
      [message, message],
    );
  });

  it('stops a payload at the limit, and continues in the next one', () => {
    const flags = RecordFlag.stdout | RecordFlag.verbatim;
    const block = blockOf(
      EXAMPLE_SOURCE,
      ['a', 'b', 'c'].map((message) => ({ message, flags })),
    );
    const encoder = createJsonEncoder(SCHEMAS.flat, { labels: {} });
    const first = createPayload(1);
    const second = createPayload(1);
    assert.equal(encoder.append(block, 0, first, { bytes: 1, records: 100 }), 1);
    assert.equal(encoder.append(block, 1, second, { bytes: 100_000, records: 2 }), 3);
    assert.deepEqual([first.records, second.records], [1, 2]);
    assert.deepEqual(
      [...linesOf(first), ...linesOf(second)].map((line) => JSON.parse(line).message),
      ['a', 'b', 'c'],
    );
  });
});
