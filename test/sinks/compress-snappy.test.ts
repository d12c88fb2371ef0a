import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { uncompress } from 'snappyjs';
import { createPayload } from '../../src/record/payload.js';
import { compressSnappy } from '../../src/sinks/loki/compress-snappy.js';
import { createSeededRandom } from '../support/seeded-random.js';

/** The bytes, compressed, as a payload that has room for more. */
function compress(text: Uint8Array): Buffer {
  const payload = createPayload(text.length + 100);
  payload.buffer.fill(0x7a).set(text);
  payload.length = text.length;
  return compressSnappy(payload);
}

describe('the snappy block format', () => {
  it('is decoded to the payload, without the buffer after it, by another decoder', () => {
    const random = createSeededRandom(1);
    for (const length of [0, 1, 60, 61, 65_536, 65_537, 1_500_000]) {
      const text = Uint8Array.from({ length }, () => random.below(random.pick([2, 256])));
      assert.deepEqual(Buffer.from(uncompress(compress(text))), Buffer.from(text), `${length} bytes`);
    }
  });

  it('makes a log much smaller', () => {
    const line = '2023-11-06T16:08:12Z INFO order accepted user=17 status=200\n';
    const text = Buffer.from(Array.from({ length: 2000 }, (_, i) => line.replace('17', String(i))).join(''));
    assert.ok(compress(text).length < text.length / 4);
  });
});
