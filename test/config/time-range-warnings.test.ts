import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConfig } from '../../src/config/load.js';

const CASES: readonly [since: string, until: string, isWarned: boolean][] = [
  ['2h', '1h', false],
  ['1h', '2h', true],
  ['1h', '1h', true],
  ['2026-11-30T08:00:00Z', '2026-11-30T09:00:00+02:00', true],
  ['2026-11-30', '2026-12-01', false],
];
for (const [since, until, isWarned] of CASES) {
  test(`since ${since} and until ${until} ${isWarned ? 'are warned of: no line is between them' : 'are a range'}`, () => {
    const result = createConfig({ since, until });
    const warned = result.ok
      ? result.warnings.filter(({ message }) => message.includes('no line is between them'))
      : [];
    assert.equal(warned.length, isWarned ? 1 : 0);
  });
}
