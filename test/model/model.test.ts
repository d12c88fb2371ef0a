import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { settingsOf } from './kinds.js';
import { runModel } from './model.js';

const SEEDS = 100;

describe('nothing is lost, doubled or put together wrongly, whatever happens between two calls into the system', () => {
  for (const kind of ['docker', 'cri', 'logrotate'] as const) {
    for (const [rotations, interference] of [
      [3, 0],
      [3, 60],
      [10, 5],
      [10, 60],
    ] as const) {
      it(`where ${kind} rotates in ${rotations} of 100 steps, ${interference} of 100 calls apart`, () => {
        for (let seed = 1; seed <= SEEDS; seed++) {
          const settings = { ...settingsOf(kind, seed), banner: '' };
          const { faults } = runModel(seed, settings, { rotations, interference, isCrowded: false });
          assert.deepEqual(faults, [], `seed ${seed}`);
        }
      });
    }
  }
});
