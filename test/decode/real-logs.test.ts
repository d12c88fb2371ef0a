import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import {
  type EmittedLine,
  emittedAttrsJson,
  emittedConmon,
  emittedJson,
  rotatedMessages,
} from '../fixtures/emit-expected.js';
import { decodeRecords } from '../support/decode-bytes.js';
import { readFixture } from '../support/fixture.js';

const files: readonly (readonly [name: string, writer: string, expected: readonly EmittedLine[]])[] = [
  ['docker/emit-json.log', 'Docker Engine 20.10', emittedJson],
  ['docker/emit-attrs-json.log', 'Docker Engine 20.10 with log labels', emittedAttrsJson],
  ['cri/conmon.log', 'conmon 2.1', emittedConmon],
];

describe('a real log', () => {
  for (const [name, writer, expected] of files) {
    for (const reads of [256 * 1024, 5000]) {
      it(`of ${writer} gives exactly what the container wrote, in reads of ${reads} bytes`, () => {
        const records = decodeRecords(readFixture(name), { reads: [reads] });
        assert.deepEqual(
          records.map(({ stream, message, partial, malformed, truncated }) => ({
            stream,
            message,
            partial,
            malformed,
            truncated,
          })),
          expected.map((line) => ({ partial: undefined, malformed: undefined, truncated: undefined, ...line })),
        );
      });
    }
  }

  it('that Docker rotated and compressed gives every line once and in order', () => {
    const parts = ['.3.gz', '.2.gz', '.1.gz', ''].map((ending) => {
      const bytes = readFixture(`docker/rotated/cc-json.log${ending}`);
      return ending.endsWith('.gz') ? gunzipSync(bytes) : bytes;
    });
    const records = parts.flatMap((part) => decodeRecords(part));
    assert.deepEqual(
      records.map((record) => record.message),
      rotatedMessages,
    );
  });
});
