import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { scanTimeText } from '../../src/decode/time-text.js';

describe('a time text', () => {
  const good = [
    '2023-11-06T16:08:12Z',
    '2023-11-06T16:08:12.1Z',
    '2023-11-06T16:08:12.123456789Z',
    '2023-11-06T16:08:12.123456789+00:00',
    '2023-11-06T16:08:12-08:00',
  ];
  for (const text of good) {
    it(`can be ${text}, and its end is found`, () => {
      for (const behind of [' stdout', '"}', '\n']) {
        assert.equal(scanTimeText(Buffer.from(`>${text}${behind}`), 1), 1 + text.length);
      }
    });
  }

  const bad = [
    '',
    '2023',
    '2023-11-06T16:08:1Z',
    '2023-11-06 16:08:12Z',
    '2023-11-06T16:08:12',
    '2023/11/06T16:08:12Z',
    '2023-11-06T16-08:12Z',
    '2023-11-06T16:08:12.1234567890123456789Z',
    'yesterday, about noon',
  ];
  for (const text of bad) {
    it(`cannot be ${JSON.stringify(text)}`, () => {
      assert.equal(scanTimeText(Buffer.from(`${text}"`), 0), -1);
    });
  }
});
