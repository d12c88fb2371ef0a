import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { uncompress } from 'snappyjs';
import { createPayload } from '../../src/record/payload.js';
import { createSnappyCompressor } from '../../src/sinks/loki/snappy-compressor.js';
import { createSeededRandom } from '../support/seeded-random.js';

const compressor = createSnappyCompressor();

/** The bytes, compressed, as a payload among others. */
function compress(text: Uint8Array): Buffer {
  const payload = createPayload(text.length + 1);
  payload.buffer.set(text);
  payload.length = text.length;
  const body = compressor.compress(payload);
  const compressed = Buffer.from(body);
  compressor.giveBack(body);
  return compressed;
}

describe('snappy’s block format', () => {
  it('gives back any bytes', () => {
    const few = fc.array(fc.constantFrom(0, 1, 97), { maxLength: 400 });
    const any = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 400 });
    const repeated = fc
      .tuple(any, fc.integer({ min: 1, max: 50 }))
      .map(([part, times]) => Array(times).fill(part).flat());
    fc.assert(
      fc.property(fc.oneof(few, any, repeated), (bytes) => {
        const text = Uint8Array.from(bytes);
        assert.deepEqual(Buffer.from(uncompress(compress(text))), Buffer.from(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives back long texts: copies of all lengths from all distances, literals of all sizes', () => {
    const random = createSeededRandom(1);
    for (const length of [0, 1, 15, 16, 60, 61, 256, 257, 65_536, 65_537, 300_000, 1_500_000]) {
      const text = Buffer.alloc(length);
      for (let at = 0; at < length; ) {
        const part = 1 + random.below(random.pick([4, 70, 3000]));
        const isCopy = at > 0 && random.below(3) > 0;
        if (isCopy) {
          const from = Math.max(0, at - 1 - random.below(random.pick([10, 2047, 2049, 65_535, 65_536, 70_000])));
          for (let i = 0; i < part && at < length; i++) text[at++] = text[from + i]!;
        } else for (let i = 0; i < part && at < length; i++) text[at++] = random.below(256);
      }
      assert.ok(text.equals(uncompress(compress(text))), `${length} bytes`);
    }
  });

  it('takes no more room than it says for what cannot be compressed', () => {
    const random = createSeededRandom(2);
    const text = Uint8Array.from({ length: 100_000 }, () => random.below(256));
    const compressed = compress(text);
    assert.ok(compressed.length <= text.length + 100);
    assert.deepEqual(Buffer.from(uncompress(compressed)), Buffer.from(text));
  });

  it('makes a log much smaller', () => {
    const line = '2023-11-06T16:08:12Z INFO order accepted user=17 status=200\n';
    const text = Buffer.from(Array.from({ length: 2000 }, (_, i) => line.replace('17', String(i))).join(''));
    assert.ok(compress(text).length < text.length / 6);
  });
});
