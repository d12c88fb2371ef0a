import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { mendNames } from '../../src/encode/bulk/legal-names.js';
import { appendJsonRecord } from '../../src/encode/json/append-json-record.js';
import {
  createJsonTemplate,
  createRecordForm,
  createRows,
  type JsonTemplate,
} from '../../src/encode/json/json-template.js';
import { SCHEMAS } from '../../src/encode/record-schemas.js';
import { createRowEncoder } from '../../src/encode/row-encoder.js';
import { createPayload, type Payload, reserveRecords } from '../../src/record/payload.js';
import { LEVELS, type RecordBlock, RecordFlag } from '../../src/record/record-block.js';
import { blockOf, EXAMPLE_SOURCE, withMembers } from '../support/blocks.js';

const UNLIMITED = { bytes: Number.POSITIVE_INFINITY, records: Number.POSITIVE_INFINITY };
const parameters = process.env.FC_SEED === undefined ? {} : { seed: Number(process.env.FC_SEED) };

const name = fc.constantFrom('a', 'level', 'a.b', 'user id', 'very_long_name_of_a_member', '', ' ', '.x', 'x.', 'a..b');
const value = fc.oneof(
  fc.constantFrom('info', 'warn', '"', '":', '.', ' ', '""', 12, 1.5, null, true, [], [' '], {}, { '': 1 }),
  fc.dictionary(name, fc.constantFrom(1, 'x', ['.'])),
);
const row = fc.record({
  message: fc.string(),
  level: fc.constantFrom(...LEVELS),
  members: fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key, maxLength: 5 }),
  isFirst: fc.boolean(),
  flags: fc.constantFrom(RecordFlag.stdout, RecordFlag.stderr, 0),
});

describe('the members that transforms added to a record', () => {
  for (const [schema, make] of Object.entries(SCHEMAS)) {
    for (const mend of [undefined, mendNames]) {
      it(`are the same from WebAssembly and from JavaScript, in schema ${schema}${mend === undefined ? '' : ', with names mended'}`, () => {
        const form = createRecordForm(EXAMPLE_SOURCE, { labels: {} }, make);
        const template = createJsonTemplate(form, mend);
        const rows = createRows(form, mend !== undefined);
        fc.assert(
          fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), (records) => {
            const block = blockOf(
              EXAMPLE_SOURCE,
              records.map(({ message, flags }) => ({ message, flags })),
            );
            records.forEach(({ level, members, isFirst }, index) => {
              const own = members.map(([key, member]) => `${JSON.stringify(key)}:${JSON.stringify(member)},`);
              const known = level === '' ? [] : [`"level":"${level}",`];
              const others = own.filter((text) => level === '' || !text.startsWith('"level":'));
              const all = isFirst ? [...known, ...others] : [...others, ...known];
              if (all.length > 0) withMembers(block, index, all.join(''), level);
            });
            const expected = createPayload(1);
            reserveRecords(expected, block.count);
            for (let at = 0; at < block.count; at++) appendJsonRecord(block, at, template, expected);
            assert.equal(textOf(encoded(block, template, rows)), textOf(expected));
          }),
          { ...parameters, numRuns: 300 },
        );
      });
    }
  }

  it('are encoded without JavaScript if they begin with the level', () => {
    for (const make of Object.values(SCHEMAS)) {
      const form = createRecordForm(EXAMPLE_SOURCE, { labels: {} }, make);
      const block = blockOf(EXAMPLE_SOURCE, [{ message: 'one' }, { message: 'two' }]);
      withMembers(block, 0, '"level":"warn","a":1,', 'warn');
      withMembers(block, 1, '"b":2,');
      const payload = createPayload(1);
      reserveRecords(payload, 2);
      assert.equal(createRowEncoder().append(block, 0, createRows(form, false), payload, UNLIMITED), 2);
    }
  });
});

function encoded(block: RecordBlock, template: JsonTemplate, rows: ReturnType<typeof createRows>): Payload {
  const encoder = createRowEncoder();
  const payload = createPayload(1);
  reserveRecords(payload, block.count);
  for (let at = 0; at < block.count; ) {
    at = encoder.append(block, at, rows, payload, UNLIMITED);
    if (at < block.count) appendJsonRecord(block, at++, template, payload);
  }
  return payload;
}

const textOf = ({ buffer, length }: Payload): string => buffer.toString('utf8', 0, length);
