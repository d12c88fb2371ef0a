import assert from 'node:assert/strict';
import { test } from 'node:test';
import { READING_PLACE, renderTable, replaceTable } from '../../bench/table.js';
import { BENCH_RESULT } from './bench-result.js';

/** Checked by hand against the fixed result. */
const EXPECTED = [
  '<!-- bench:start -->',
  '<!-- Written by `npm run bench:page -- FILE`. -->',
  'Each contender works through the same generated files (on tmpfs) in a process of its own,',
  '3 times in turns, and its output is checked.',
  'CPU time is what the operating system counts for the whole process, user and system, start of Node.js included;',
  'MB are 10^6 bytes.',
  'Machine: Example CPU, 2 cores, linux x64, Node.js v20.19.0, 2026-11-23.',
  '',
  '| What | Measured | Bar |  |',
  '|---|---|---|---|',
  '| Docker JSON to the null sink, cost beside reading alone | 5 times (400 and 2,000 MB per CPU s) | at most 8 times (250 and 2,000) | ok |',
  '| Docker JSON to the null sink, speed beside split2 | 10 times (400 and 40 MB per CPU s) | at least 5 times | ok |',
  '| CRI to the null sink, cost beside reading alone | 5 times (500 and 2,500 MB per CPU s) | at most 8 times (250 and 2,000) | ok |',
  '| CRI to the null sink, speed beside split2 | 10 times (500 and 50 MB per CPU s) | at least 5 times | ok |',
  '| Peak memory, one file, 1,000 MB in all, to the null sink | 61 MB | under 100 MB | ok |',
  '| Peak memory, 500 files at once, 500 MB in all, to a file | 61 MB | under 100 MB | ok |',
  '| 1,000 idle files, 2,001 watches, over 30 s | 2.5% of a core | under 2% | MISSED |',
  '| From write to standard output, 100 lines/s over 50 files, median | 12 ms | under 10 ms | MISSED |',
  '| From write to standard output, 100 lines/s over 50 files, 99th percentile | 40 ms | under 100 ms | ok |',
  '',
  'MB of input per CPU second, median of 3 (least–greatest);',
  "the last three columns are podtail's with the null sink:",
  '',
  '| Input | MB | Reading alone | podtail, null sink | podtail, file | split2, JSON.parse | Lines per CPU s | Wall s | Peak MB |',
  '|---|--:|--:|--:|--:|--:|--:|--:|--:|',
  '| Docker JSON, 200 B, few escapes | 100 | 2,000 (2,000–2,500) | 400 (400–500) | 200 (200–250) | 40 (40–50) | 1,600,000 | 0.25 | 60 |',
  '| CRI, 200 B, few escapes | 100 | 2,500 (2,500–3,125) | 500 (500–625) | 250 (250–312) | 50 (50–63) | 2,000,000 | 0.2 | 60 |',
  '',
  '`tail-file` in place of the read stream, on 100 MB of Docker JSON, 200 B, few escapes:',
  '20 (20–25) MB per CPU second.',
  "Of podtail's CPU time 0.1 s is start-up: an empty file takes that.",
  '<!-- bench:end -->',
];

test('a result has the form that docs/benchmarks.md shows', () => {
  assert.deepEqual(renderTable(BENCH_RESULT).split('\n'), EXPECTED);
});

test('a smoke test is labelled as one, and the table leaves out what was not measured', () => {
  const { idle: _, ...measured } = BENCH_RESULT;
  const table = renderTable({ ...measured, smoke: true });
  assert.match(table, /A smoke test: these figures say nothing/);
  assert.doesNotMatch(table, /idle files/);
});

test('the table replaces only the text between its markers', () => {
  const table = `${READING_PLACE.start}\nnew $& table\n${READING_PLACE.end}`;
  const readme = `# Title\n\n${READING_PLACE.start}\nold\n${READING_PLACE.end}\n\n## Next\n`;
  assert.equal(replaceTable(readme, table, READING_PLACE), `# Title\n\n${table}\n\n## Next\n`);
  assert.throws(() => replaceTable(`# Title\n${READING_PLACE.start}\n`, table, READING_PLACE), /<!-- bench:end -->/);
});
