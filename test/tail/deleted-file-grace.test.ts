import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { beyondGrace } from '../../src/tail/deleted-file-grace.js';

const GRACE = { time: 100, bytes: 50 };

describe('deleted files that must be given up', () => {
  const cases: readonly (readonly [
    name: string,
    files: readonly (readonly [since: number, bytes: number])[],
    now: number,
    beyond: number[],
  ])[] = [
    [
      'are none while they are few and young',
      [
        [0, 20],
        [10, 30],
      ],
      99,
      [],
    ],
    [
      'are those that had their time',
      [
        [10, 20],
        [0, 30],
      ],
      100,
      [0],
    ],
    [
      'are the oldest of those that are too many',
      [
        [5, 30],
        [0, 30],
        [9, 15],
      ],
      10,
      [0],
    ],
    [
      'are as many as it takes',
      [
        [5, 30],
        [0, 30],
        [9, 51],
      ],
      10,
      [0, 5, 9],
    ],
  ];
  for (const [name, files, now, beyond] of cases) {
    it(name, () => {
      const given = files.map(([since, bytes]) => ({ since, bytes }));
      assert.deepEqual(
        beyondGrace(given, now, GRACE).map(({ since }) => since),
        beyond,
      );
    });
  }
});
