import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { convertLine } from '../../bench/contenders/convert-line.js';
import { verifySummary } from '../../bench/contenders/podtail-summary.js';
import { pathFields } from '../../bench/contenders/task.js';
import { verifyOutput, verifyReport } from '../../bench/contenders/verify-work.js';
import { type Input, writeInput } from '../../bench/inputs/input.js';
import { temporaryFolder } from '../support/temporary-folder.js';

for (const format of ['docker', 'cri'] as const) {
  test(`correct output for ${format} input passes`, (context) => {
    const { input, records, verify } = setUp(context, format, 1);
    verify(records);
    assert.equal(records.length, input.lines);
  });
}

test('the records of many files may come in any order', (context) => {
  const { records, verify } = setUp(context, 'docker', 3);
  verify(records.toReversed());
});

test('a missing record and an extra record are detected', (context) => {
  const { records, verify } = setUp(context, 'docker', 1);
  assert.throws(() => verify(records.slice(0, -1)), /records for \d+ lines/);
  assert.throws(() => verify([...records, records[0]!]), /records for \d+ lines/);
});

test('records in the wrong order are detected', (context) => {
  const { records, verify } = setUp(context, 'docker', 1);
  assert.throws(() => verify([records[1]!, records[0]!, ...records.slice(2)]), /another record/);
});

test('a missing field is detected', (context) => {
  const { records, verify } = setUp(context, 'docker', 3);
  assert.throws(() => verify(records.map((record) => record.replace(',"restart":0', ''))), /another pod/);
});

test('a baseline must report all bytes, and all lines if it parses them', (context) => {
  const { input } = setUp(context, 'docker', 1);
  const { bytes, lines } = input;
  verifyReport(input, { bytes, lines }, true);
  verifyReport(input, { bytes, lines: 0 }, false);
  assert.throws(() => verifyReport(input, { bytes, lines: lines - 1 }, true), /did less/);
  assert.throws(() => verifyReport(input, { bytes: bytes - 1, lines: 0 }, false), /did less/);
});

test('podtail’s summary must report that all records were delivered', () => {
  const log = (records: number, delivered: number): string =>
    `{"level":"info","msg":"started"}\nnot JSON\n${JSON.stringify({ msg: 'done', records, delivered })}\n`;
  verifySummary(5, log(5, 5));
  assert.throws(() => verifySummary(5, log(4, 4)), /had 5 lines to deliver/);
  assert.throws(() => verifySummary(5, log(5, 4)), /had 5 lines to deliver/);
  assert.throws(() => verifySummary(5, '{"msg":"started"}\n'), /said nothing/);
});

/** An input, and the records that are right for it as the baseline makes them. */
function setUp(
  context: TestContext,
  format: 'docker' | 'cri',
  files: number,
): { input: Input; records: string[]; verify: (records: readonly string[]) => void } {
  const folder = temporaryFolder(context);
  const profile = { format, length: 'short', escapes: 'few' } as const;
  const input = writeInput(join(folder, 'input'), profile, { bytes: 300_000, files }, 1);
  const records = input.tree.runs.flatMap((run) => {
    const task = { path: run.files.path, format, fields: pathFields(run) };
    const lines = readFileSync(run.files.path, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => convertLine(task, line));
  });
  const output = join(folder, 'output.ndjson');
  return {
    input,
    records,
    verify: (written) => {
      writeFileSync(output, written.join(''));
      verifyOutput(input, output);
    },
  };
}
