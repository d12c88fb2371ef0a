import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SeenOrders } from '../../../src/tail/chain/seen-orders.js';

/** A file's name stands for its inode and the time at which it was made: `7@1`. */
function fileOf(name: string): { readonly key: string; readonly bornAt: bigint } {
  const [key = '', bornAt = '0'] = name.split('@');
  return { key, bornAt: BigInt(bornAt) };
}

/** Looks at files, oldest first; `-` is a name whose file was gone. */
function after(...looks: readonly string[]) {
  const orders = new SeenOrders();
  for (const look of looks) {
    const names = look
      .split(' ')
      .map((name, place) => [`/a.log.${place}`, name === '-' ? undefined : fileOf(name)] as const);
    orders.add(new Map(names));
  }
  return (one: string, other: string): boolean | undefined => orders.isOlder(fileOf(one), fileOf(other));
}

describe('which of two files is older', () => {
  it('is known from a look that saw both, though one is deleted since', () => {
    const isOlder = after('1 2 3', '2 3 4');
    assert.deepEqual([isOlder('1', '2'), isOlder('3', '1'), isOlder('2', '4')], [true, false, true]);
  });

  it('is unknown if no look saw both', () => {
    const isOlder = after('1 2', '2 - 3');
    assert.deepEqual([isOlder('1', '3'), isOlder('1', '9')], [undefined, undefined]);
  });

  it('is not taken from another file that had the inode', () => {
    assert.equal(after('1@1 2@2', '2@2 1@3')('1@3', '2@2'), false);
    assert.equal(after('1@1 2@2')('1@3', '2@2'), undefined);
  });

  it('is forgotten after some looks that saw other files', () => {
    const others = Array.from({ length: 8 }, (_, index) => `${3 + index}`);
    assert.equal(after('1 2', ...others)('1', '2'), undefined);
  });

  it('is not forgotten while nothing changes', () => {
    assert.equal(after('1 2', ...Array.from({ length: 100 }, () => '3'))('1', '2'), true);
  });
});
