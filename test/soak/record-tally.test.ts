import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countMissing, createRecordTally } from './record-tally.js';

const STREAM = { pod: 'web', restart: 0, stream: 'stdout' };

function tallyOf(...numbers: readonly number[]) {
  const records = createRecordTally();
  for (const number of numbers) records.take({ ...STREAM, message: `${number} some text` });
  return records.tally();
}

test('the tally counts repeated, skipped and missing records', () => {
  const written = new Map([['web 0 stdout', 4]]);
  const cases = [
    { numbers: [0, 1, 2, 3], repeated: 0, missing: 0 },
    { numbers: [0, 1, 1, 2, 3], repeated: 1, missing: 0 },
    { numbers: [0, 3], repeated: 0, missing: 2 },
    { numbers: [0, 1], repeated: 0, missing: 2 },
    { numbers: [], repeated: 0, missing: 4 },
  ];
  for (const { numbers, repeated, missing } of cases) {
    const tally = tallyOf(...numbers);
    assert.deepEqual([tally.repeated, countMissing(written, tally)], [repeated, missing], `${numbers}`);
  }
});
