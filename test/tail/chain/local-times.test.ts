import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { orderByFirstLines } from '../../../src/tail/chain/local-times.js';

/** A file of the kubelet: the end of its name, when it was made, and when its first line was written. */
type Case = readonly [name: string, bornAt: bigint, firstTime: bigint | undefined];

function order(files: readonly Case[]): { readonly names: readonly string[]; readonly reads: number } {
  const firstTimes = new Map(files.map(([name, , time]) => [name, time]));
  let reads = 0;
  const timed = files.map(([key, bornAt]) => ({ key, bornAt, isCompressed: key.endsWith('.gz') }));
  const ordered = orderByFirstLines(timed, ({ key }) => {
    reads++;
    return firstTimes.get(key);
  });
  return { names: ordered.map(({ key }) => key), reads };
}

describe('rotated files whose names have local times', () => {
  it('are in the order of their names while the disk agrees, and are not read for that', () => {
    const files: Case[] = [
      ['013000.gz', 20n, 1n],
      ['014000.gz', 30n, 10n],
      ['015000', 20n, 20n],
    ];
    assert.deepEqual(order(files), { names: ['013000.gz', '014000.gz', '015000'], reads: 0 });
  });

  it('are in the order of their first lines if names go back by an hour (the end of summer time)', () => {
    const files: Case[] = [
      ['010500', 50n, 50n],
      ['015500', 40n, 40n],
    ];
    assert.deepEqual(order(files).names, ['015500', '010500']);
  });

  it('are in the order of their first lines if a plain file seems older than a compressed one', () => {
    const files: Case[] = [
      ['010500', 50n, 50n],
      ['015500.gz', 60n, 40n],
    ];
    assert.deepEqual(order(files).names, ['015500.gz', '010500']);
  });

  it('are in the order of their names if one of them has no time in its first line', () => {
    const files: Case[] = [
      ['010500', 50n, undefined],
      ['015500', 40n, 40n],
    ];
    assert.deepEqual(order(files).names, ['010500', '015500']);
  });
});
