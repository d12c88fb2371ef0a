import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sampleLines } from '../../bench/contenders/sample-lines.js';
import { temporaryFolder } from '../support/temporary-folder.js';

test('every line is counted and every n-th line is kept, over any number of reads', (context) => {
  const path = join(temporaryFolder(context), 'lines');
  const lines = Array.from({ length: 30_000 }, (_, index) => `${index} ${'注x'.repeat(index % 100)}`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  const expected = lines.filter((_, index) => index % 1_000 === 0);
  assert.deepEqual(sampleLines(path, 1_000), { count: lines.length, lines: expected });
});

test('a line without a newline is not counted', (context) => {
  const path = join(temporaryFolder(context), 'lines');
  writeFileSync(path, 'one\n\ntw');
  assert.deepEqual(sampleLines(path, 1), { count: 2, lines: ['one', ''] });
});

test('a line that never ends is refused', (context) => {
  const path = join(temporaryFolder(context), 'lines');
  writeFileSync(path, 'x'.repeat(2 * 1024 * 1024));
  assert.throws(() => sampleLines(path, 1), RangeError);
});
