import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { appendRow } from '../../src/decode/append-record.js';
import { createRowEncoder } from '../../src/encode/row-encoder.js';
import { createRowTemplate, type RowParts } from '../../src/encode/row-template.js';
import { jsonStringInside } from '../../src/format/json-text.js';
import { createPayload, type Payload, type PayloadLimits, reserveRecords } from '../../src/record/payload.js';
import { createRecordBlock, putScratch, type RecordBlock, RecordFlag } from '../../src/record/record-block.js';

interface Row {
  readonly message: string;
  readonly stream: number;
  readonly escaped?: boolean;
  readonly rare?: number;
}

const TIME = '2023-11-06T16:08:12.123456789Z';
const UNLIMITED: PayloadLimits = { bytes: Number.POSITIVE_INFINITY, records: Number.POSITIVE_INFINITY };
const STREAMS = ['raw', 'out', 'err'];
const NO_MEMBERS = { levelName: undefined, mendsNames: false };
const template = createRowTemplate(parts('raw'), parts('out'), parts('err'), NO_MEMBERS);

/** Parts of which each is known by its look. */
function parts(name: string, filling = ''): RowParts {
  return {
    beforeTime: Buffer.from(`<${name} `),
    beforeMessage: Buffer.from(` |${filling}${name}:`),
    messageName: 2 + filling.length,
    afterMessage: Buffer.from(`|${name}>\n`),
  };
}

function blockOf(rows: readonly Row[]): RecordBlock {
  const block = createRecordBlock(rows.length, 4);
  for (const [index, { message, stream, escaped = false, rare = 0 }] of rows.entries()) {
    const time = putScratch(block, Buffer.from(TIME));
    const bytes = escaped ? jsonStringInside(message) : Buffer.from(message);
    const start = putScratch(block, bytes);
    const flags = stream | rare | (escaped ? RecordFlag.escaped : 0);
    appendRow(block, start, start + bytes.length, time, time + TIME.length, flags, index * 100, 1);
  }
  return block;
}

function expectedText(rows: readonly Row[]): string {
  return rows
    .map(({ message, stream }) => {
      const name = STREAMS[stream]!;
      return `<${name} ${TIME} |${name}:${jsonStringInside(message)}|${name}>\n`;
    })
    .join('');
}

function append(block: RecordBlock, payload: Payload, limits = UNLIMITED, from = 0): number {
  reserveRecords(payload, block.count);
  return createRowEncoder().append(block, from, template, payload, limits);
}

const textOf = ({ buffer, length }: Payload): string => buffer.toString('utf8', 0, length);

const message = fc
  .string({
    unit: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('"', '\\', '\u0000', '\u001f', '\b', '\t', '\n', '\f', '\r', '\u007f') },
      { weight: 2, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
      { weight: 6, arbitrary: fc.constantFrom('a', 'bcdefg', 'a word and a few more', 'ä', '中', '😀') },
    ),
    maxLength: 80,
  })
  .map((text) => text.toWellFormed());
const row: fc.Arbitrary<Row> = fc.record({
  message,
  stream: fc.constantFrom(0, RecordFlag.stdout, RecordFlag.stderr),
  escaped: fc.boolean(),
});
const parameters = process.env.FC_SEED === undefined ? {} : { seed: Number(process.env.FC_SEED) };

describe('the row encoder', () => {
  it('writes what JSON.stringify would write, record by record, and returns where each ends', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => {
        const payload = createPayload(1);
        assert.equal(append(blockOf(rows), payload), rows.length);
        assert.equal(textOf(payload), expectedText(rows));
        const ends = rows.map((_, index) => Buffer.byteLength(expectedText(rows.slice(0, index + 1))));
        assert.deepEqual([...payload.ends.subarray(0, payload.records)], ends);
        assert.deepEqual(
          [...payload.offsets.subarray(0, payload.records)],
          rows.map((_, index) => index * 100),
        );
      }),
      { ...parameters, numRuns: 300 },
    );
  });

  it('accepts more rows and bytes than its work area holds', () => {
    const rows = Array.from({ length: 3_000 }, (_, index) => ({
      message: `${index} ${'"long" '.repeat(index % 97)}`,
      stream: 1 + (index % 2),
    }));
    const payload = createPayload(16);
    assert.equal(append(blockOf(rows), payload), rows.length);
    assert.equal(textOf(payload), expectedText(rows));
  });

  it('does not change the bytes of the block, however full its work area is', () => {
    for (let length = 300; length < 340; length++) {
      const rows = Array.from({ length: 700 }, () => ({ message: 'm'.repeat(length), stream: 1, escaped: true }));
      const block = blockOf(rows);
      const before = Buffer.from(block.bytes);
      append(block, createPayload(16));
      assert.ok(before.equals(block.bytes), `with messages of ${length} bytes`);
    }
  });

  it('stops at a record with a rare flag, and continues after it', () => {
    const rows = [1, 2, 1, 2].map((stream, index) => ({
      message: `${index}`,
      stream,
      rare: index === 2 ? RecordFlag.partial : 0,
    }));
    const block = blockOf(rows);
    const payload = createPayload(16);
    assert.equal(append(block, payload), 2);
    assert.equal(append(block, payload, UNLIMITED, 2), 2);
    assert.equal(append(block, payload, UNLIMITED, 3), 4);
    assert.equal(textOf(payload), expectedText(rows.filter(({ rare }) => rare === 0)));
  });

  it('stops at a message that is too long for its work area', () => {
    const rows = ['short', '\u0001'.repeat(100_000), 'short'].map((message) => ({ message, stream: 1 }));
    const payload = createPayload(16);
    assert.equal(append(blockOf(rows), payload), 1);
    assert.equal(textOf(payload), expectedText(rows.slice(0, 1)));
  });

  it('does nothing with a template that is too long for its work area', () => {
    const long = createRowTemplate(parts('raw'), parts('out', 'x'.repeat(100_000)), parts('err'), NO_MEMBERS);
    const block = blockOf([{ message: 'x', stream: 1 }]);
    assert.equal(createRowEncoder().append(block, 0, long, createPayload(16), UNLIMITED), 0);
  });

  it('fills a payload up to the record that reaches the limit, and adds nothing to a full one', () => {
    const rows = Array.from({ length: 10 }, (_, index) => ({ message: `${index}`, stream: 1 }));
    const block = blockOf(rows);
    const recordBytes = expectedText(rows.slice(0, 1)).length;
    const payload = createPayload(16);
    assert.equal(append(block, payload, { ...UNLIMITED, bytes: 2 * recordBytes + 1 }), 3);
    assert.equal(append(block, payload, { ...UNLIMITED, bytes: 2 * recordBytes + 1 }, 3), 3);
    assert.equal(append(block, payload, { ...UNLIMITED, records: 5 }, 3), 5);
    assert.equal(textOf(payload), expectedText(rows.slice(0, 5)));
  });

  it('continues after the memory of the bytes was replaced by a larger one', () => {
    const first = { message: 'first', stream: 1 };
    const block = blockOf([first, { message: '', stream: 2 }]);
    const encoder = createRowEncoder();
    const payload = createPayload(16);
    reserveRecords(payload, 2);
    assert.equal(encoder.append(block, 0, template, payload, { ...UNLIMITED, records: 1 }), 1);
    const { memory } = block;
    block.messageStart[1] = putScratch(block, Buffer.from('second'.repeat(100_000)));
    block.messageEnd[1] = block.messageStart[1] + 6;
    assert.notEqual(block.memory, memory);
    assert.equal(encoder.append(block, 1, template, payload, UNLIMITED), 2);
    assert.equal(textOf(payload), expectedText([first, { message: 'second', stream: 2 }]));
  });
});
