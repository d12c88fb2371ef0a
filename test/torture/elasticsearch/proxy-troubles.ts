import type { SeededRandom } from '../../support/seeded-random.js';

/**
 * What becomes of a bulk request on its way.
 * - `none`: it is passed on, and so is its answer.
 * - `refuse`: it is answered with that status, and not passed on.
 * - `reset`: the connection is reset before it is passed on.
 * - `part`: a part of its operations is passed on, and the others are answered with that status.
 * - `twice`: it is passed on twice, and the second answer is given back.
 * - `cutAnswer`: all is taken, and the connection ends in the middle of the answer.
 * - `resetAnswer`: all is taken, and the connection is reset in place of an answer.
 * - `denyAnswer`: all is taken, and it is answered with that status.
 * - `denyPart`: all is taken, and some operations are answered with that status.
 */
export type Trouble =
  | { readonly kind: 'none' | 'reset' | 'twice' | 'cutAnswer' | 'resetAnswer' }
  | { readonly kind: 'refuse' | 'part' | 'denyAnswer' | 'denyPart'; readonly status: number };

const NONE: Trouble = { kind: 'none' };

/** The trouble of the next request: one request of four has one. */
export function drawTrouble(random: SeededRandom): Trouble {
  const overloaded = random.pick([429, 503]);
  const trouble = random.pick<Trouble>([
    { kind: 'refuse', status: random.pick([429, 500, 502, 503]) },
    { kind: 'reset' },
    { kind: 'part', status: overloaded },
    { kind: 'twice' },
    { kind: 'cutAnswer' },
    { kind: 'resetAnswer' },
    { kind: 'denyAnswer', status: random.pick([500, 502, 504]) },
    { kind: 'denyPart', status: overloaded },
  ]);
  return random.below(4) === 0 ? trouble : NONE;
}
