import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { PADDED_LENGTH_BYTES, writePaddedLength } from '../../src/format/padded-length.js';
import {
  beginRun,
  createPayload,
  endRecord,
  type Payload,
  reservePayload,
  reserveRecords,
} from '../../src/record/payload.js';
import {
  formatRecordId,
  parseRecordId,
  recordBytes,
  recordId,
  selectRecords,
  writeRunLengths,
} from '../../src/record/payload-records.js';

/** Runs of records, each with a header of a letter, a length to the run's end, and its own length in text. */
function payloadOf(runs: readonly (readonly string[])[]): Payload {
  const payload = createPayload(1);
  for (const [number, records] of runs.entries()) {
    const start = payload.length;
    put(payload, 'H'.padEnd(1 + PADDED_LENGTH_BYTES, '_'));
    beginRun(payload, {}, `file${number}`, start, [1]);
    reserveRecords(payload, records.length);
    for (const [place, record] of records.entries()) {
      put(payload, record);
      endRecord(payload, place * 10);
    }
    writeRunLengths(payload);
  }
  return payload;
}

function put(payload: Payload, text: string): void {
  reservePayload(payload, text.length);
  payload.length += payload.buffer.write(text, payload.length);
}

function bodyOf({ buffer, length }: Payload): string {
  return buffer.toString('latin1', 0, length);
}

describe('the records of a payload', () => {
  it('have their bytes without the header, and an id of their file and offset', () => {
    const payload = payloadOf([['a', 'bb'], ['c']]);
    const bytes = [0, 1, 2].map((record) => recordBytes(payload, record).toString());
    assert.deepEqual(bytes, ['a', 'bb', 'c']);
    assert.deepEqual(
      [0, 1, 2].map((record) => recordId(payload, record)),
      ['file0-0', 'file0-a', 'file1-0'],
    );
  });

  it('can be selected: a payload of some equals the payload that only they would make', () => {
    const text = fc.stringMatching(/^[a-z]{0,300}$/);
    const runs = fc.array(fc.array(fc.record({ text, picked: fc.boolean() }), { minLength: 1 }), { minLength: 1 });
    fc.assert(
      fc.property(runs, (all) => {
        const payload = payloadOf(all.map((run) => run.map((record) => record.text)));
        const picked = all.flat().flatMap((record, index) => (record.picked ? [index] : []));
        const expected = payloadOf(
          all
            .map((run) => run.filter((record) => record.picked).map((record) => record.text))
            .filter((run) => run.length > 0),
        );
        const selected = selectRecords(payload, picked);
        assert.equal(bodyOf(selected), bodyOf(expected));
        assert.equal(selected.records, picked.length);
        assert.deepEqual(
          picked.map((record) => recordId(payload, record)),
          picked.map((_, index) => recordId(selected, index)),
        );
      }),
    );
  });

  it('of adjacent runs share a header after others between them were removed', () => {
    const payload = createPayload(1);
    const templates = [{}, {}];
    for (const [place, text] of ['a', 'x', 'b', 'x', 'c'].entries()) {
      reservePayload(payload, 10);
      payload.length += payload.buffer.write('<', payload.length);
      beginRun(payload, templates[text === 'x' ? 1 : 0]!, 'file', payload.length - 1, []);
      payload.length += payload.buffer.write(text, payload.length);
      endRecord(payload, place);
    }
    const selected = selectRecords(payload, [0, 2, 4]);
    assert.deepEqual([bodyOf(selected), selected.runs.length, recordId(selected, 2)], ['<abc', 1, 'file-4']);
  });

  it('have ids that can be parsed', () => {
    const id = formatRecordId('aB-_9', 123_456_789_012);
    assert.deepEqual(parseRecordId(id), { fileId: 'aB-_9', offset: 123_456_789_012 });
    assert.equal(parseRecordId('no id!'), undefined);
  });
});

describe('a padded length', () => {
  it('is a varint of five bytes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 35 - 1 }), (length) => {
        const bytes = new Uint8Array(PADDED_LENGTH_BYTES);
        writePaddedLength(bytes, 0, length);
        const decoded = bytes.reduce((sum, byte, index) => sum + (byte & 0x7f) * 2 ** (7 * index), 0);
        assert.equal(decoded, length);
        assert.deepEqual(
          [...bytes].map((byte) => byte >> 7),
          [1, 1, 1, 1, 0],
        );
      }),
    );
  });
});
