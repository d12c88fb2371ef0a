import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Fate, fateOf, type Observation } from '../../../src/tail/chain/rotation.js';

describe('what happens to a followed file', () => {
  const inode = { device: 1n, inode: 7n };
  const followed = { seenSize: 100, size: 100, modified: 5n };
  const cases: readonly (readonly [name: string, observed: Observation, fate: Fate])[] = [
    ['nothing stands at its path', { kind: 'missing' }, 'missing'],
    ['it is as it was', { kind: 'present', device: 1n, inode: 7n, size: 100, modified: 5n }, 'same'],
    [
      'it is as long, but was written to',
      { kind: 'present', device: 1n, inode: 7n, size: 100, modified: 6n },
      'touched',
    ],
    ['it is longer', { kind: 'present', device: 1n, inode: 7n, size: 101, modified: 6n }, 'grown'],
    ['it is shorter', { kind: 'present', device: 1n, inode: 7n, size: 99, modified: 6n }, 'truncated'],
    ['it is empty', { kind: 'present', device: 1n, inode: 7n, size: 0, modified: 6n }, 'truncated'],
    ['another inode stands there', { kind: 'present', device: 1n, inode: 8n, size: 100, modified: 6n }, 'replaced'],
    [
      'another device is mounted there',
      { kind: 'present', device: 2n, inode: 7n, size: 100, modified: 6n },
      'replaced',
    ],
    [
      'an inode differs where a double cannot tell',
      { kind: 'present', device: 1n, inode: 2n ** 60n + 1n, size: 100, modified: 5n },
      'replaced',
    ],
  ];
  for (const [name, observed, fate] of cases) {
    it(`is “${fate}” when ${name}`, () => {
      assert.equal(fateOf(followed, inode, observed), fate);
    });
  }
});
