import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { appendRow } from '../../src/decode/append-record.js';
import { createJsonEncoder } from '../../src/encode/json-encoder.js';
import { SCHEMAS } from '../../src/encode/record-schemas.js';
import type { StaticFields } from '../../src/encode/static-fields.js';
import type { LogSource } from '../../src/record/log-source.js';
import { createPayload, type Payload } from '../../src/record/payload.js';
import { createRecordBlock, putScratch, type RecordBlock, RecordFlag } from '../../src/record/record-block.js';

const TIME = '2023-11-06T16:08:12.123456789Z';
const source: LogSource = {
  path: '/var/log/pods/default_stakater-reloader-598f958967-ddkl7_2681cb7f-daa4-4620-bb60-1d449709181c/stakater-reloader/7.log',
  metadata: {
    namespace: 'default',
    pod: 'stakater-reloader-598f958967-ddkl7',
    uid: '2681cb7f-daa4-4620-bb60-1d449709181c',
    container: 'stakater-reloader',
    restart: 7,
  },
  containerId: 'c73e'.repeat(16),
  writtenByRuntime: true,
};

function blockOf(source: LogSource, records: readonly { message: string; flags: number }[]): RecordBlock {
  const block = createRecordBlock(records.length, 4);
  block.source = source;
  for (const { message, flags } of records) {
    const time = putScratch(block, Buffer.from(TIME));
    const start = putScratch(block, Buffer.from(message));
    appendRow(block, start, block.scratchEnd, time, time + TIME.length, flags, 0, 1);
  }
  return block;
}

const UNLIMITED = { bytes: Number.POSITIVE_INFINITY, records: Number.POSITIVE_INFINITY };

function encode(block: RecordBlock, fields: StaticFields = { labels: {} }): string {
  const payload = createPayload(1);
  assert.equal(createJsonEncoder(SCHEMAS.flat, fields).append(block, 0, payload, UNLIMITED), block.count);
  return textOf(payload);
}

const textOf = ({ buffer, length }: Payload): string => buffer.toString('utf8', 0, length);

describe('schema flat', () => {
  it('is the contract’s example, field by field and in its order', () => {
    const block = blockOf(source, [{ message: 'hello', flags: RecordFlag.stdout | RecordFlag.verbatim }]);
    assert.equal(
      encode(block),
      `{"time":"${TIME}","stream":"stdout","namespace":"default","pod":"stakater-reloader-598f958967-ddkl7",` +
        '"uid":"2681cb7f-daa4-4620-bb60-1d449709181c","container":"stakater-reloader","restart":7,' +
        `"container_id":"${'c73e'.repeat(16)}","message":"hello"}\n`,
    );
  });

  it('adds the node and the labels as they are', () => {
    const block = blockOf(source, [{ message: '', flags: RecordFlag.stderr }]);
    const record = JSON.parse(encode(block, { node: 'n1', labels: { 'a"b': 'c\n', team: 'shop' } }));
    assert.equal(record.node, 'n1');
    assert.deepEqual(record.labels, { 'a"b': 'c\n', team: 'shop' });
    assert.equal(record.stream, 'stderr');
  });

  it('has the path in place of the pod’s fields where the path does not say them', () => {
    const plain: LogSource = { path: '/logs/ä "b".log', metadata: { pod: 'p' }, writtenByRuntime: false };
    const block = blockOf(plain, [{ message: 'x', flags: 0 }]);
    assert.deepEqual(JSON.parse(encode(block)), { time: TIME, pod: 'p', path: '/logs/ä "b".log', message: 'x' });
  });

  it('marks what was cut and what is malformed', () => {
    const flags = [RecordFlag.partial, RecordFlag.truncated, RecordFlag.malformed];
    const block = blockOf(
      source,
      flags.map((flag) => ({ message: 'x', flags: flag })),
    );
    const records = encode(block)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      records.map(({ partial, truncated, malformed }) => [partial, truncated, malformed]),
      [
        [true, undefined, undefined],
        [undefined, true, undefined],
        [undefined, undefined, true],
      ],
    );
  });

  it('escapes text, and copies what is escaped already', () => {
    const message = 'a"b\\n\u0001\t';
    const block = blockOf(source, [
      { message, flags: 0 },
      { message: JSON.stringify(message).slice(1, -1), flags: RecordFlag.escaped },
    ]);
    const records = encode(block)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      records.map((record) => record.message),
      [message, message],
    );
  });

  it('stops a payload at the limit, and goes on with the next one', () => {
    const flags = RecordFlag.stdout | RecordFlag.verbatim;
    const block = blockOf(
      source,
      ['a', 'b', 'c'].map((message) => ({ message, flags })),
    );
    const encoder = createJsonEncoder(SCHEMAS.flat, { labels: {} });
    const first = createPayload(1);
    const second = createPayload(1);
    assert.equal(encoder.append(block, 0, first, { bytes: 1, records: 100 }), 1);
    assert.equal(encoder.append(block, 1, second, { bytes: 100_000, records: 2 }), 3);
    assert.deepEqual([first.records, second.records], [1, 2]);
    assert.deepEqual(
      (textOf(first) + textOf(second))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).message),
      ['a', 'b', 'c'],
    );
  });
});
