import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Fate, fateOf, type Observation } from '../../src/tail/rotation.js';

describe('the fate of a followed file', () => {
  const followed = { device: 1n, inode: 7n, seenSize: 100 };
  const cases: readonly (readonly [name: string, observed: Observation, fate: Fate])[] = [
    ['nothing stands at its path', { kind: 'missing' }, 'missing'],
    ['it is as it was', { kind: 'present', device: 1n, inode: 7n, size: 100 }, 'same'],
    ['it is longer', { kind: 'present', device: 1n, inode: 7n, size: 101 }, 'grown'],
    ['it is shorter', { kind: 'present', device: 1n, inode: 7n, size: 99 }, 'truncated'],
    ['it is empty', { kind: 'present', device: 1n, inode: 7n, size: 0 }, 'truncated'],
    ['another inode stands there', { kind: 'present', device: 1n, inode: 8n, size: 100 }, 'replaced'],
    ['another device is mounted there', { kind: 'present', device: 2n, inode: 7n, size: 100 }, 'replaced'],
    [
      'an inode differs where a double cannot tell',
      { kind: 'present', device: 1n, inode: 2n ** 60n + 1n, size: 100 },
      'replaced',
    ],
  ];
  for (const [name, observed, fate] of cases) {
    it(`is “${fate}” when ${name}`, () => {
      assert.equal(fateOf(followed, observed), fate);
    });
  }
});
