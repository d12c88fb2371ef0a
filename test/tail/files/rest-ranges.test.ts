import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_BYTES } from '../../../src/tail/files/file-identity.js';
import { restRanges } from '../../../src/tail/files/rest-ranges.js';

const of = (length: number) => ({ length, hash: 'ab' });

test('a saved copy of a file has the bytes that identify it, and everything unsettled', () => {
  const table = [
    { known: { offset: 0, before: NO_BYTES }, start: 1024, size: 500, expected: [[0, 500]] },
    {
      known: { offset: 3000, before: of(1024) },
      start: 1024,
      size: 9000,
      expected: [
        [0, 1024],
        [1976, 9000],
      ],
    },
    {
      known: { offset: 50_000, before: of(1024), beforeAt: 80_000, marks: [{ at: 20_000, fingerprint: of(256) }] },
      start: 30,
      size: 90_000,
      expected: [
        [0, 30],
        [19_744, 20_000],
        [48_976, 90_000],
      ],
    },
    // All is settled: what it is known by is left.
    {
      known: { offset: 9000, before: of(1024) },
      start: 10,
      size: 9000,
      expected: [
        [0, 10],
        [7976, 9000],
      ],
    },
    // Ranges that touch are one.
    {
      known: { offset: 4000, before: of(1024), marks: [{ at: 1280, fingerprint: of(256) }] },
      start: 1024,
      size: 5000,
      expected: [
        [0, 1280],
        [2976, 5000],
      ],
    },
  ];
  for (const { known, start, size, expected } of table) {
    assert.deepEqual(
      restRanges(known, start, size).map(({ from, to }) => [from, to]),
      expected,
    );
  }
});
