import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packedBytes, packPayload, unpackPayload } from '../../src/deliver/pack.js';
import { createPayload, endRecord, reservePayload } from '../../src/record/payload.js';

test('a packed payload uses no more memory than it reports, and is unchanged after unpacking', () => {
  const payload = createPayload(1024);
  const text = Buffer.from('{"message":"one line"}\n');
  for (let record = 0; record < 3; record++) {
    reservePayload(payload, text.length);
    text.copy(payload.buffer, payload.length);
    payload.length += text.length;
    endRecord(payload, record * 100);
  }
  const packed = packPayload(payload);
  const { bytes, rest } = packed;
  const memory = bytes.buffer.byteLength + rest.ends.buffer.byteLength + rest.offsets.buffer.byteLength;
  assert.equal(memory, packedBytes(packed));
  const unpacked = unpackPayload(packed);
  assert.equal(unpacked.buffer.toString('utf8', 0, unpacked.length), text.toString().repeat(3));
  assert.deepEqual([...unpacked.offsets], [0, 100, 200]);
});
