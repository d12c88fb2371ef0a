import assert from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { skipOutside } from '../../src/pipeline/time-range.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const RULES = { refusalOf: () => undefined };

/** Lines of CRI, one for each minute from `from` to `to` of an hour. */
function minutes(from: number, to: number): string {
  const lines: string[] = [];
  for (let minute = from; minute <= to; minute++) {
    lines.push(`2026-11-30T11:${String(minute).padStart(2, '0')}:00.000000000Z stdout F minute ${minute}\n`);
  }
  return lines.join('');
}

for (const [what, pack] of [
  ['plain', (text: string) => text],
  ['compressed', gzipSync],
] as const) {
  for (const [minute, skipped] of [
    [25, 1],
    [15, 0],
    [35, 2],
  ] as const) {
    test(`files of which the lines overlap are read if one line is in the range (${what}, since minute ${minute})`, (t) => {
      const folder = temporaryFolder(t);
      const extension = what === 'plain' ? '' : '.gz';
      fs.writeFileSync(join(folder, `0.log.20261130-110000${extension}`), pack(minutes(0, 19)));
      fs.writeFileSync(join(folder, `0.log.20261130-112000${extension}`), pack(minutes(10, 29)));
      fs.writeFileSync(join(folder, '0.log'), minutes(20, 59));
      const since = Date.parse(`2026-11-30T11:${minute}:00Z`);
      const known = skipOutside(join(folder, '0.log'), { since, until: Number.POSITIVE_INFINITY }, RULES);
      assert.equal(known.filter(({ done }) => done).length, skipped);
    });
  }
}
