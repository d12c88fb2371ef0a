import assert from 'node:assert/strict';
import { openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { openByteSource } from '../../../src/tail/files/byte-source.js';
import { findTime } from '../../../src/tail/files/find-time.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const START = Date.parse('2026-01-01T00:00:00Z');

/** A file of lines in CRI's format, one every `step` milliseconds, each of that length. */
function fileOf(t: TestContext, lines: readonly string[]) {
  const file = join(temporaryFolder(t), '0.log');
  const text = lines.join('');
  writeFileSync(file, text);
  const source = openByteSource(openSync(file, 'r'), file);
  t.after(() => source.close());
  return { source, text };
}

function linesOf(count: number, stepMs: number, length: (index: number) => number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const time = new Date(START + index * stepMs).toISOString();
    return `${time} stdout F ${'x'.repeat(length(index))}\n`;
  });
}

describe('the position of a time in a log', () => {
  it('is near, and before it every line is older', (t) => {
    const lines = linesOf(20_000, 1000, (index) => (index * 37) % 200);
    const { source, text } = fileOf(t, lines);
    fc.assert(
      fc.property(fc.integer({ min: -10, max: 20_010 }), (second) => {
        const offset = findTime(source, text.length, START + second * 1000);
        const before = text.slice(0, offset);
        assert.ok(before === '' || before.endsWith('\n'));
        const lastBefore = before.trimEnd().split('\n').at(-1)!.split(' ')[0]!;
        assert.ok(before === '' || Date.parse(lastBefore) < START + second * 1000);
        const first = text.slice(offset, offset + 30).split(' ')[0]!;
        const nearness = (START + Math.min(second, 20_000) * 1000 - Date.parse(first)) / 1000;
        assert.ok(nearness < 1500, `${nearness} s of lines before it are read`);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('is the start if the lines have no times', (t) => {
    const { source, text } = fileOf(
      t,
      Array.from({ length: 20_000 }, (_, index) => `line ${index}\n`),
    );
    assert.equal(findTime(source, text.length, START), 0);
  });

  it('is found among lines that are longer than one probe', (t) => {
    const { source, text } = fileOf(
      t,
      linesOf(5, 60_000, () => 400_000),
    );
    const offset = findTime(source, text.length, START + 3 * 60_000);
    assert.ok(offset === 0 || text[offset - 1] === '\n');
    assert.ok(offset <= 3 * (text.length / 5));
  });
});
