import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { settingsOf } from './kinds.js';
import { type Pace, runModel } from './model.js';

const SEEDS = 100;
/** Without the harder kinds of `npm run model`. */
const EASY = { banner: '', isBusy: false, hidesNames: false, startsAlike: false };

describe('nothing is lost, repeated or joined wrongly, whatever happens between two system calls', () => {
  type Kinds = readonly Parameters<typeof settingsOf>[0][];
  const paces: readonly (readonly [what: string, pace: Pace, kinds: Kinds])[] = [
    [
      'now and then, while podtail looks elsewhere',
      { rotations: 3, interference: 0, isCrowded: false },
      ['docker', 'cri', 'logrotate', 'copytruncate'],
    ],
    [
      'now and then, between any two calls',
      { rotations: 3, interference: 60, isCrowded: false },
      ['docker', 'cri', 'logrotate', 'copytruncate'],
    ],
    [
      'often, between any two calls',
      { rotations: 10, interference: 60, isCrowded: false },
      ['docker', 'cri', 'logrotate'],
    ],
    [
      'often, between any two calls, and files have to be closed for a while (17: descriptor and inotify limits)',
      { rotations: 10, interference: 60, isCrowded: true },
      ['docker', 'cri'],
    ],
    [
      'often, and files have to be closed for a while (17: descriptor and inotify limits)',
      { rotations: 10, interference: 5, isCrowded: true },
      ['docker', 'cri'],
    ],
  ];
  for (const [what, pace, kinds] of paces) {
    for (const kind of kinds) {
      it(`when ${kind} rotates ${what}`, () => {
        for (let seed = 1; seed <= SEEDS; seed++) {
          const { faults } = runModel(seed, { ...settingsOf(kind, seed), ...EASY }, pace);
          assert.deepEqual(faults, [], `seed ${seed}`);
        }
      });
    }
  }

  it('when Docker files begin with the same bytes for longer than the stored beginning', () => {
    const pace = { rotations: 10, interference: 20, isCrowded: false };
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { faults } = runModel(seed, { ...settingsOf('docker', seed), ...EASY, startsAlike: true }, pace);
      assert.deepEqual(faults, [], `seed ${seed}`);
    }
  });

  it('when two paths lead to the log, and one of them comes and goes', () => {
    const pace = { rotations: 10, interference: 20, isCrowded: false, hasSecondPath: true };
    for (let seed = 1; seed <= SEEDS / 2; seed++) {
      const { faults } = runModel(seed, { ...settingsOf('logrotate', seed), ...EASY }, pace);
      assert.deepEqual(faults, [], `seed ${seed}`);
    }
  });

  it('and nothing is reported as missed if nothing was deleted', () => {
    const pace = { rotations: 10, interference: 5, isCrowded: false, keepsAll: true };
    for (const kind of ['docker', 'cri'] as const) {
      for (let seed = 1; seed <= SEEDS / 5; seed++) {
        const { faults } = runModel(seed, { ...settingsOf(kind, seed), ...EASY }, pace);
        assert.deepEqual(faults, [], `${kind}, seed ${seed}`);
      }
    }
  });
});
