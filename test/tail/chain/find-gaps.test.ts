import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findGaps, type ListedFile } from '../../../src/tail/chain/find-gaps.js';

/** `L`: the one that was read last; `u`: to be read; `e`: and empty; `v`: vanished; a digit: so many are missing before it. */
function listed(letters: string): ListedFile {
  const has = (letter: string): boolean => letters.includes(letter);
  return {
    isUnread: has('u'),
    isEmpty: has('e'),
    isLatest: has('L'),
    isVanished: has('v'),
    missingBefore: Number(/\d/.exec(letters)?.[0] ?? 0),
  };
}

describe('a file that may follow a missed one', () => {
  const cases: readonly (readonly [what: string, files: string, followsGap: string, options?: Options])[] = [
    ['not where nothing was read before', 'u u', '- -', { readsOn: false }],
    ['not where it stands behind the one that was read last', 'L u', '- -'],
    ['nor where others stand between that are to be read, too', 'L u u', '- - -'],
    ['where the one that was read last is not there', 'u u', 'gap -'],
    ['where it is not, and what is there was read', '. u', '- gap'],
    ['where the one before it vanished', 'u uv u', 'gap - gap'],
    [
      'where the one before it vanished, though one stands between that is empty (torture 5005; model, cri 212)',
      'uv e u',
      'gap - gap',
    ],
    ['where one vanished, though none is missing by the numbers (model, docker 379)', 'uv u0 u', 'gap gap -'],
    ['where a number is missing before one that is not to be read, which stands before it', 'L e1 u u', '- - gap -'],
    ['not where a number is missing before the one that was read last', 'L2 u', '- -'],
    ['not where one vanished, and the one that was read last is there: it was compressed', 'L uv u', '- - -'],
    ['where one is read late that is older than the one that was read last', 'u L u', 'gap - gap'],
    ['not where the older one is empty', 'ue L u', '- - -'],
    ['where an empty one stands before it', 'ue u', 'gap gap'],
    ['where another one could not be read', 'L u u', '- gap gap', { hasUnreadable: true }],
    ['where a number is missing before it', 'L u1 u', '- gap -'],
    ['not where the missing one was opened before it vanished', 'L uv u1', '- - -'],
    [
      'but where more than that are missing, which may stand before each of them (model, docker 355)',
      'L uv u2 u',
      '- gap gap -',
    ],
    ['not where it goes on with what was read last', 'uL u', '- -'],
  ];
  for (const [what, files, followsGap, { readsOn = true, hasUnreadable = false } = {}] of cases) {
    it(`${what}: ${files}`, () => {
      const gaps = findGaps(files.split(' ').map(listed), readsOn, hasUnreadable);
      assert.equal(gaps.map((gap) => (gap ? 'gap' : '-')).join(' '), followsGap);
    });
  }
});

interface Options {
  readonly readsOn?: boolean;
  readonly hasUnreadable?: boolean;
}
