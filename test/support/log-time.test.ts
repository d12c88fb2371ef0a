import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { conmonTime, rfc3339Nano, rotationStamp } from './log-time.js';

const NOON = BigInt(Date.parse('2026-11-23T12:00:00Z')) * 1_000_000n;

describe('rfc3339Nano', () => {
  const cases: [nanoseconds: bigint, text: string][] = [
    [0n, '2026-11-23T12:00:00Z'],
    [1n, '2026-11-23T12:00:00.000000001Z'],
    [99_721_130n, '2026-11-23T12:00:00.09972113Z'],
    [500_000_000n, '2026-11-23T12:00:00.5Z'],
  ];
  for (const [nanoseconds, text] of cases) {
    it(`writes ${text}`, () => assert.equal(rfc3339Nano(NOON + nanoseconds), text));
  }
});

describe('conmonTime', () => {
  it('writes all nine decimals', () => assert.equal(conmonTime(NOON + 500n), '2026-11-23T12:00:00.000000500+00:00'));
});

describe('rotationStamp', () => {
  it('writes what the kubelet appends', () => assert.equal(rotationStamp(NOON + 999_999_999n), '20261123-120000'));
});
