import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLedger, type Ledger } from '../../src/checkpoint/ledger.js';

const FILE = 7;

/** A ledger with the file open from 0 on. */
function openLedger(offset = 0): Ledger {
  const ledger = createLedger();
  ledger.open(FILE, offset);
  return ledger;
}

/** What happens to the file, told to the ledger in order; the numbers are sinks and offsets. */
type Step =
  | readonly ['carried', sink: number]
  | readonly ['read', offset: number]
  | readonly ['delivered', sink: number, offset: number]
  | readonly ['restart']
  | readonly ['settled', expected: number];

function play(ledger: Ledger, steps: readonly Step[]): void {
  for (const [index, step] of steps.entries()) {
    if (step[0] === 'carried') ledger.carried(step[1], FILE);
    else if (step[0] === 'read') ledger.read(FILE, step[1]);
    else if (step[0] === 'delivered') ledger.delivered(step[1], FILE, step[2]);
    else if (step[0] === 'restart') ledger.restart(FILE);
    else assert.equal(ledger.settled(FILE), step[1], `step ${index}`);
  }
}

const cases: Readonly<Record<string, readonly Step[]>> = {
  'settles nothing before the sink has acknowledged it (29: offset saved before delivery)': [
    ['carried', 0],
    ['read', 50],
    ['settled', 0],
    ['carried', 0],
    ['read', 100],
    ['settled', 0],
    ['delivered', 0, 50],
    ['settled', 50],
    ['delivered', 0, 100],
    ['settled', 100],
  ],
  'settles what holds no record as soon as nothing before it is in flight': [
    ['read', 30],
    ['settled', 30],
    ['carried', 0],
    ['read', 60],
    ['read', 90],
    ['settled', 30],
    ['delivered', 0, 60],
    ['settled', 90],
  ],
  'settles as far as the slowest of several sinks, whichever finishes first': [
    ['carried', 0],
    ['carried', 1],
    ['carried', 2],
    ['read', 100],
    ['carried', 0],
    ['carried', 1],
    ['carried', 2],
    ['read', 200],
    ['delivered', 2, 100],
    ['delivered', 2, 200],
    ['settled', 0],
    ['delivered', 0, 100],
    ['settled', 0],
    ['delivered', 1, 100],
    ['settled', 100],
    ['delivered', 1, 200],
    ['settled', 100],
    ['delivered', 0, 200],
    ['settled', 200],
  ],
  'does not wait for a sink that was given nothing': [
    ['carried', 0],
    ['read', 100],
    ['delivered', 0, 100],
    ['settled', 100],
  ],
  'settles up to the last whole payload where a read went into two': [
    ['carried', 0],
    ['carried', 0],
    ['read', 100],
    ['delivered', 0, 70],
    ['settled', 70],
    ['delivered', 0, 100],
    ['settled', 100],
  ],
  'waits for each of the payloads that bear the same offset, while a piece of a line holds it back': [
    ['carried', 0],
    ['read', 10],
    ['carried', 0],
    ['read', 10],
    ['read', 40], // The piece was dropped.
    ['delivered', 0, 10],
    ['settled', 10],
    ['delivered', 0, 10],
    ['settled', 40],
  ],
  'does not fall when more is carried after all was settled': [
    ['read', 100],
    ['settled', 100],
    ['carried', 0],
    ['settled', 100],
    ['read', 200],
    ['settled', 100],
  ],
  'settles nothing of a truncated file by what was in flight of its life before': [
    ['carried', 0],
    ['carried', 0],
    ['read', 500],
    ['restart'],
    ['settled', 0],
    ['carried', 0],
    ['read', 80],
    ['delivered', 0, 300],
    ['settled', 0],
    ['delivered', 0, 500],
    ['settled', 0],
    ['delivered', 0, 80],
    ['settled', 80],
  ],
  'settles a payload that holds records of both lives at the latest when nothing is in flight': [
    ['carried', 0],
    ['read', 500],
    ['restart'],
    ['read', 80],
    ['settled', 0],
    ['delivered', 0, 80],
    ['settled', 80],
  ],
};

describe('the ledger', () => {
  it('does not wait for a removed sink, and ignores its later acknowledgements', () => {
    const ledger = openLedger();
    play(ledger, [
      ['carried', 0],
      ['carried', 1],
      ['read', 50],
      ['delivered', 0, 50],
      ['settled', 0],
    ]);
    ledger.retire(1);
    play(ledger, [
      ['settled', 50],
      ['delivered', 1, 20],
      ['carried', 2],
      ['read', 80],
      ['settled', 50],
      ['delivered', 2, 80],
      ['settled', 80],
    ]);
  });

  for (const [name, steps] of Object.entries(cases)) it(name, () => play(openLedger(), steps));

  it('counts everything before the offset at which a file was opened as settled', () => {
    const ledger = openLedger(1000);
    assert.equal(ledger.settled(FILE), 1000);
    ledger.carried(1, FILE);
    ledger.read(FILE, 1500);
    assert.deepEqual(ledger.account(FILE), { read: 1500, settled: 1000, isInFlight: true });
  });

  for (const offset of [undefined, Number.NaN, -1, 0.5, Number.POSITIVE_INFINITY]) {
    it(`refuses the invalid offset ${offset}, and stores nothing`, () => {
      const ledger = createLedger();
      ledger.open(1, 7);
      ledger.carried(0, 1);
      assert.throws(() => ledger.delivered(0, 1, offset as number), /is not a byte offset of file 1/);
      assert.throws(() => ledger.read(1, offset as number), /is not a byte offset of file 1/);
      assert.throws(() => ledger.open(2, offset as number), /is not a byte offset of file 2/);
      assert.deepEqual(ledger.account(1), { read: 7, settled: 7, isInFlight: true });
      assert.throws(() => ledger.account(2), /no file 2 open/);
    });
  }

  it('tracks each file separately', () => {
    const ledger = openLedger();
    ledger.open(8, 0);
    ledger.carried(0, 8);
    ledger.read(8, 10);
    ledger.read(FILE, 20);
    assert.deepEqual([ledger.settled(8), ledger.settled(FILE)], [0, 20]);
  });

  it('ignores late acknowledgements for a closed file, and forgets the file', () => {
    const ledger = openLedger();
    ledger.carried(0, FILE);
    ledger.close(FILE);
    ledger.delivered(0, FILE, 10);
    ledger.carried(0, FILE);
    ledger.read(FILE, 20);
    assert.throws(() => ledger.settled(FILE), /no file 7 open/);
  });
});
