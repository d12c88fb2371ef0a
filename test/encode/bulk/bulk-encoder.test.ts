import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createBulkEncoder } from '../../../src/encode/bulk/bulk-encoder.js';
import { SCHEMAS } from '../../../src/encode/record-schemas.js';
import { parseTextTemplate } from '../../../src/format/text-template.js';
import type { LogSource } from '../../../src/record/log-source.js';
import { createPayload, type Payload } from '../../../src/record/payload.js';
import { recordId, selectRecords } from '../../../src/record/payload-records.js';
import { RecordFlag } from '../../../src/record/record-block.js';
import type { Encoder } from '../../../src/record/sink.js';
import {
  blockOf,
  EXAMPLE_SOURCE,
  linesOf,
  payloadOf,
  UNLIMITED,
  USUAL_TIME,
  withMembers,
} from '../../support/blocks.js';
import { decodeBytes } from '../../support/decode-bytes.js';

const FILE_ID = 'aB-_5678901234567890xy';

/** The document, as far as tests look into it. */
interface Document {
  readonly '@timestamp': string;
  readonly time?: string;
  readonly message: string;
  readonly log: { readonly offset: number };
}

function encoderOf(index = 'logs-podtail-default', labels = {}): Encoder {
  return createBulkEncoder({
    index: parseTextTemplate(index),
    schema: SCHEMAS.ecs,
    fields: { node: 'Node.1', labels },
  });
}

function operationsOf(
  payload: Payload,
): { action: { create: { _index?: string; _id: string } }; document: Document }[] {
  const lines = linesOf(payload).map((line) => JSON.parse(line));
  assert.equal(lines.length % 2, 0);
  return lines.flatMap((line, place) => (place % 2 === 0 ? [{ action: line, document: lines[place + 1] }] : []));
}

describe('bulk requests', () => {
  it('create one document for each record, under its id', () => {
    const block = blockOf(EXAMPLE_SOURCE, [{ message: 'a' }, { message: 'b', offset: 2 ** 40 }], FILE_ID);
    const payload = payloadOf(encoderOf(), block);
    const operations = operationsOf(payload);
    assert.deepEqual(
      operations.map(({ action }) => action),
      [0, 1].map((record) => ({ create: { _id: recordId(payload, record) } })),
    );
    assert.deepEqual(
      operations.map(({ document }) => [document.message, document.log.offset]),
      [
        ['a', 0],
        ['b', 2 ** 40],
      ],
    );
  });

  it('39: duplicates in Elasticsearch after a retry — the id has the file and the offset; equal lines have different ids', () => {
    const block = () => blockOf(EXAMPLE_SOURCE, [{ message: 'same' }, { message: 'same' }], FILE_ID);
    const ids = (payload: Payload) => operationsOf(payload).map(({ action }) => action.create._id);
    const first = ids(payloadOf(encoderOf(), block()));
    assert.deepEqual(first, [`${FILE_ID}-0`, `${FILE_ID}-2s`]);
    assert.deepEqual(ids(payloadOf(encoderOf(), block())), first);
    const other = payloadOf(encoderOf(), blockOf(EXAMPLE_SOURCE, [{ message: 'same' }], 'other'));
    assert.deepEqual(ids(other), ['other-0']);
  });

  it('follow a source through its files', () => {
    const encoder = encoderOf();
    const payload = createPayload(1);
    for (const file of ['first', 'second', 'first']) {
      encoder.append(blockOf(EXAMPLE_SOURCE, [{ message: file }], file), 0, payload, UNLIMITED);
    }
    assert.deepEqual(
      operationsOf(payload).map(({ action }) => action.create._id),
      ['first-0', 'second-0', 'first-0'],
    );
  });

  it('have ids of less than 512 bytes for any offset', () => {
    const block = blockOf(EXAMPLE_SOURCE, [{ message: '', offset: Number.MAX_SAFE_INTEGER }], FILE_ID);
    const [operation] = operationsOf(payloadOf(encoderOf(), block));
    assert.equal(operation!.action.create._id, `${FILE_ID}-${Number.MAX_SAFE_INTEGER.toString(36)}`);
    assert.equal(operation!.document.log.offset, Number.MAX_SAFE_INTEGER);
  });

  it('have the right digits for any offset, with and without a mark', () => {
    const records = fc.array(fc.record({ offset: fc.maxSafeNat(), isMarked: fc.boolean() }), { minLength: 1 });
    fc.assert(
      fc.property(records, (all) => {
        const { stdout, partial } = RecordFlag;
        const written = all.map(({ offset, isMarked }) => ({
          message: '',
          offset,
          flags: isMarked ? stdout | partial : stdout,
        }));
        const operations = operationsOf(payloadOf(encoderOf(), blockOf(EXAMPLE_SOURCE, written, FILE_ID)));
        assert.deepEqual(
          operations.map(({ action, document }) => [action.create._id, document.log.offset]),
          all.map(({ offset }) => [`${FILE_ID}-${offset.toString(36)}`, offset]),
        );
      }),
    );
  });

  it('25: bad UTF-8 or control bytes block output — random bytes in, valid UTF-8 JSON out', () => {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc
        .array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\n', '"', '\\', '\0', '{"log":"')))
        .map((texts) => Buffer.from(texts.join(''))),
    );
    fc.assert(
      fc.property(bytes, fc.constantFrom('docker', 'cri', 'raw'), (file, format) => {
        const encoder = encoderOf('${namespace}-${date:yyyy.MM.dd}');
        const payload = createPayload(1);
        const { placed } = decodeBytes(Buffer.from(file), {
          format,
          onBlock: (block) => encoder.append(block, 0, payload, UNLIMITED),
        });
        decoder.decode(payload.buffer.subarray(0, payload.length));
        assert.deepEqual(
          operationsOf(payload).map(({ document }) => document.message),
          placed.map(({ record }) => record.message),
        );
      }),
    );
  });

  const names: readonly (readonly [written: string, stored: string])[] = [
    ['"":1,', '"_":1,'],
    ['"a":{"":{"":[{"":2}]}},', '"a":{"_":{"_":[{"_":2}]}},'],
    ['" ":1,"\\t":2,', '"_":1,"_":2,'],
    ['".a":1,"b.":2,"c..d":3,".":4,', '"_.a":1,"b._":2,"c._.d":3,"_._":4,'],
    ['"a.b":"","c":" . ..","d":"\\"\\":","e":"..\\\\",', '"a.b":"","c":" . ..","d":"\\"\\":","e":"..\\\\",'],
    ['"n":1e300,"":12345678901234567890,', '"n":1e300,"_":12345678901234567890,'],
    ['"a":1,', '"a":1,'],
  ];
  for (const [written, stored] of names) {
    it(`have names that Elasticsearch accepts: ${written}`, () => {
      const block = withMembers(
        blockOf(EXAMPLE_SOURCE, [{ message: 'm'.repeat(500) }, { message: 'n' }], FILE_ID),
        0,
        written,
      );
      const payload = payloadOf(encoderOf(), block);
      const lines = linesOf(payload);
      assert.ok(lines[1]!.includes(stored), lines[1]);
      assert.deepEqual(
        operationsOf(payload).map(({ document }) => document.message),
        ['m'.repeat(500), 'n'],
      );
    });
  }

  it('stop at the limit of the payload, and continue in the next one', () => {
    const block = blockOf(EXAMPLE_SOURCE, [{ message: 'a' }, { message: 'b' }, { message: 'c' }]);
    const encoder = encoderOf();
    const first = createPayload(1);
    const second = createPayload(1);
    assert.equal(encoder.append(block, 0, first, { bytes: 1, records: 100 }), 1);
    assert.equal(encoder.append(block, 1, second, { bytes: 100_000, records: 2 }), 3);
    assert.deepEqual([operationsOf(first).length, operationsOf(second).length], [1, 2]);
  });

  it('can be split into whole operations', () => {
    const block = blockOf(EXAMPLE_SOURCE, [{ message: 'a' }, { message: 'b' }, { message: 'c' }]);
    const operations = operationsOf(selectRecords(payloadOf(encoderOf(), block), [0, 2]));
    assert.deepEqual(
      operations.map(({ document }) => document.message),
      ['a', 'c'],
    );
  });

  it('have @timestamp in any schema, because data streams require it', () => {
    const encoder = createBulkEncoder({ index: parseTextTemplate('i'), schema: SCHEMAS.flat, fields: { labels: {} } });
    const [operation] = operationsOf(payloadOf(encoder, blockOf(EXAMPLE_SOURCE, [{ message: 'a' }])));
    assert.equal(operation!.document['@timestamp'], USUAL_TIME);
    assert.equal(operation!.document.time, undefined);
  });
});

describe('the index of a record', () => {
  const nobody: LogSource = { path: '/x.log', metadata: {}, writtenByRuntime: false };
  const indexOf = (index: string, source = EXAMPLE_SOURCE, time = USUAL_TIME): string | undefined => {
    const [operation] = operationsOf(payloadOf(encoderOf(index), blockOf(source, [{ message: '', time }])));
    return operation!.action.create._index;
  };
  const table: readonly (readonly [template: string, index: string | undefined])[] = [
    ['logs-podtail-default', undefined],
    ['logs-${namespace}', 'logs-default'],
    ['logs-${namespace}-${container}', 'logs-default-stakater-reloader'],
    ['logs-${date:yyyy.MM.dd}', 'logs-2023.11.06'],
    ['${date:yyyy.MM}-${node}-${date:HH}h', '2023.11-node.1-16h'],
    ['Logs Of/${namespace}', 'logs_of_default'],
    ['_${namespace}', 'default'],
    ['${pod}'.repeat(20), 'stakater-reloader-598f958967-ddkl7'.repeat(20).slice(0, 255)],
    [`${'${pod}'.repeat(20)}\${date:yyyy}`, 'stakater-reloader-598f958967-ddkl7'.repeat(20).slice(0, 255)],
  ];
  for (const [template, index] of table) {
    it(`for ${template.slice(0, 50)} is ${index?.slice(0, 50) ?? 'in the path'}`, () =>
      assert.equal(indexOf(template), index));
  }

  it('has a placeholder for unknown values', () => assert.equal(indexOf('logs-${namespace}', nobody), 'logs-unknown'));

  it('has the date of each record', () => {
    const times = ['2023-12-31T23:59:59.9Z', '2024-01-01T00:00:00+00:00'];
    const block = blockOf(
      EXAMPLE_SOURCE,
      times.map((time) => ({ message: '', time })),
    );
    assert.deepEqual(
      operationsOf(payloadOf(encoderOf('l-${date:yyyy.MM.dd}'), block)).map(({ action }) => action.create._index),
      ['l-2023.12.31', 'l-2024.01.01'],
    );
  });
});

describe('the dead letter of a bulk record', () => {
  for (const index of ['logs-podtail-default', 'logs-${namespace}-${date:yyyy}']) {
    it(`has the index and the document, and restores the operation under its id (${index})`, () => {
      const encoder = encoderOf(index, { team: 'shop' });
      const block = blockOf(EXAMPLE_SOURCE, [{ message: 'a "b"' }, { message: 'c' }], FILE_ID);
      const payload = payloadOf(encoder, block);
      const letter = JSON.parse(encoder.deadLetter(payload, 1));
      const expected = index === 'logs-podtail-default' ? index : 'logs-default-2023';
      assert.deepEqual(letter, { index: expected, document: operationsOf(payload)[1]!.document });
      const restored = createPayload(1);
      assert.equal(encoder.restore(letter, recordId(payload, 1), restored), true);
      assert.deepEqual(operationsOf(restored), [
        { action: { create: { _index: expected, _id: recordId(payload, 1) } }, document: letter.document },
      ]);
      assert.equal(recordId(restored, 0), recordId(payload, 1));
    });
  }

  it('of another sink is not accepted', () => {
    const payload = createPayload(1);
    for (const letter of [
      { time: 'x' },
      { index: 1, document: {} },
      { index: parseTextTemplate('i'), document: null },
      null,
      'text',
    ]) {
      assert.equal(encoderOf().restore(letter, 'file-1', payload), false);
    }
    assert.equal(encoderOf().restore({ index: parseTextTemplate('i'), document: {} }, 'no id!', payload), false);
    assert.equal(payload.records, 0);
  });
});
