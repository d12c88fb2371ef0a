import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMoment } from '../../src/format/moment.js';

const NOW = Date.parse('2026-11-30T08:00:00Z');
const CASES: readonly [text: string, moment: string | undefined][] = [
  ['2h', '2026-11-30T06:00:00Z'],
  ['90s', '2026-11-30T07:58:30Z'],
  ['1d', '2026-11-29T08:00:00Z'],
  ['2026-11-30', '2026-11-30T00:00:00Z'],
  ['2026-11-30T07:30', '2026-11-30T07:30:00Z'],
  ['2026-11-30 07:30:15', '2026-11-30T07:30:15Z'],
  ['2026-11-30T07:30:15.250Z', '2026-11-30T07:30:15.250Z'],
  ['2026-11-30T09:30:00+02:00', '2026-11-30T07:30:00Z'],
  ['1h30m', '2026-11-30T06:30:00Z'],
  ['1.5h', '2026-11-30T06:30:00Z'],
  ['2026-11-30t07:30:15z', '2026-11-30T07:30:15Z'],
  ['2026-02-30', undefined],
  ['2026-13-01', undefined],
  ['1h30', undefined],
  ['yesterday', undefined],
  ['2', undefined],
  ['', undefined],
];
test('a moment keeps its nanoseconds', () => {
  const whole = Date.parse('2026-11-30T07:30:15Z');
  assert.equal(parseMoment('2026-11-30T07:30:15.123456789Z', NOW), whole + 123.456789);
});

for (const [text, moment] of CASES) {
  test(`the moment '${text}' is ${moment ?? 'none'}`, () => {
    assert.equal(parseMoment(text, NOW), moment === undefined ? undefined : Date.parse(moment));
  });
}
