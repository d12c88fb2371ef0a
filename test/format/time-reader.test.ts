import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createTimeReader, type TimeReader } from '../../src/format/time-reader.js';

function read(reader: TimeReader, text: string): readonly [seconds: number, nanos: number] | undefined {
  const bytes = Buffer.from(`..${text}"`);
  if (!reader.read(bytes, 2, bytes.length - 1)) return undefined;
  return [reader.time.seconds, reader.time.nanos];
}

describe('a time text', () => {
  const rows: readonly [text: string, expected: readonly [number, number] | undefined][] = [
    ['1970-01-01T00:00:00Z', [0, 0]],
    ['2023-11-06T16:08:12.123456789Z', [1_699_286_892, 123_456_789]],
    ['2023-11-06T16:08:12.1Z', [1_699_286_892, 100_000_000]],
    ['2023-11-06T16:08:12.000000001Z', [1_699_286_892, 1]],
    ['2023-11-06T16:08:12.120Z', [1_699_286_892, 120_000_000]],
    ['2023-11-06T18:38:12.5+02:30', [1_699_286_892, 500_000_000]],
    ['2023-11-06T08:08:12-08:00', [1_699_286_892, 0]],
    ['2024-02-29T23:59:59.999999999Z', [1_709_251_199, 999_999_999]],
    ['2016-12-31T23:59:60Z', [1_483_228_800, 0]],
    ['1969-12-31T23:59:59.5Z', [0, 0]],
    ['0001-01-01T00:00:00Z', [0, 0]],
    ['2023-13-06T16:08:12Z', undefined],
    ['2023-11-06T16:61:12Z', undefined],
    ['2023-11-06T16:08:-2Z', undefined],
    ['2023-11-06T16:08:12.-1Z', undefined],
    ['2023-11-06T16:08:12.1234567891Z', undefined],
    ['2023-11-06T16:08:12+02:3Z', undefined],
    ['----------T--:--:--Z', undefined],
    ['9999-12-31T23:59:59Z', undefined],
  ];
  for (const [text, expected] of rows) {
    it(`${text} is ${expected === undefined ? 'no moment' : `${expected[0]} s and ${expected[1]} ns`}`, () => {
      assert.deepEqual(read(createTimeReader(), text), expected);
    });
  }

  it('is read to the nanosecond, independent of the time before it', () => {
    const reader = createTimeReader();
    const moment = fc.record({
      // To the year 2554.
      milliseconds: fc.integer({ min: 0, max: 18_446_744_073_000 }).map((ms) => ms - (ms % 1000)),
      nanos: fc.integer({ min: 0, max: 999_999_999 }),
      offset: fc.integer({ min: -14 * 60, max: 14 * 60 }),
    });
    fc.assert(
      fc.property(moment, ({ milliseconds, nanos, offset }) => {
        const local = new Date(milliseconds + offset * 60_000);
        fc.pre(local.getTime() >= 0);
        const decimals = nanos.toString().padStart(9, '0').replace(/0+$/, '');
        const sign = offset < 0 ? '-' : '+';
        const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
        const zone = offset === 0 ? 'Z' : `${sign}${twoDigits(hours)}:${twoDigits(minutes)}`;
        const fraction = decimals === '' ? '' : `.${decimals}`;
        const text = `${local.toISOString().slice(0, 19)}${fraction}${zone}`;
        assert.deepEqual(read(reader, text), [milliseconds / 1000, nanos]);
      }),
      { numRuns: 1000 },
    );
  });
});

function twoDigits(value: number): string {
  return value.toString().padStart(2, '0');
}
