import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { unixTimeOf, writeNanoseconds } from '../../src/encode/unix-time.js';

describe('nanoseconds since 1970', () => {
  it('are written exactly', () => {
    const seconds = fc.integer({ min: 0, max: 18_446_744_072 });
    fc.assert(
      fc.property(seconds, fc.integer({ min: 0, max: 999_999_999 }), (seconds, nanos) => {
        const bytes = Buffer.alloc(9);
        assert.equal(writeNanoseconds(new DataView(bytes.buffer, bytes.byteOffset, 9), 1, seconds, nanos), 9);
        const written = bytes.readBigUInt64LE(1);
        assert.equal(written, BigInt(seconds) * 1_000_000_000n + BigInt(nanos));
        assert.deepEqual(unixTimeOf(written.toString()), { seconds, nanos });
      }),
      { numRuns: 1000 },
    );
  });

  it('are undefined for any other text', () => {
    for (const text of ['', '-1', '1.5', '1e3', 'x', 12, undefined, '99999999999999999999']) {
      assert.equal(unixTimeOf(text), undefined);
    }
  });
});
