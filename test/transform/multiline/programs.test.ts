import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MultilineSettings, RuleName } from '../../../src/transform/settings.js';
import { consumeFiles } from '../../support/consume-files.js';
import { type ProgramOutput, readPrograms } from '../../support/programs.js';
import { logOf, type TraceFormat } from '../../support/traces.js';

const ALL: readonly RuleName[] = ['java', 'python', 'go', 'node', 'ruby', 'dotnet', 'php', 'rust', 'others'];
/** A line as the loggers of all these programs begin one. */
const ORDINARY = '2026-11-30 09:00:00,000 INFO an ordinary line';

function multiline(rules: readonly RuleName[]): MultilineSettings {
  return { rules, timeout: 1000, maxBytes: 1024 * 1024, maxLines: 1100 };
}

/** The rules to try: all, and that of the program's own language alone. */
function rulesOf({ language }: ProgramOutput): (readonly RuleName[])[] {
  const own = ALL.filter((name) => name === language);
  return own.length === 0 ? [ALL] : [ALL, own];
}

function messages(files: readonly Buffer[], rules: readonly RuleName[], reads: readonly number[]): string[] {
  const records = consumeFiles(files, { settings: [{ multiline: multiline(rules) }], reads, blockRecords: 4096 });
  return records.filter(({ record }) => record.stream === 'stderr').map(({ record }) => record.message);
}

describe('multiline, on what real programs print', () => {
  const programs = readPrograms();

  it('has enough of them', () => assert.ok(programs.length >= 60));

  for (const program of programs) {
    for (const rules of rulesOf(program)) {
      const by = rules === ALL ? 'auto' : rules.join();
      for (const format of ['docker', 'cri'] as const) {
        it(`joins ${format} lines of ${program.name} into its records with ${by}, for any reads`, () => {
          const file = logOf(program.lines, format);
          for (const reads of [[1 << 20], [3000], [97, 1000, 64]]) {
            assert.deepEqual(messages([file], rules, reads), program.records, `in reads of ${reads}`);
          }
        });
      }

      it(`absorbs none of the ordinary lines before, after and on the other stream of ${program.name} with ${by}`, () => {
        const lines = ['before', ...program.lines, ORDINARY, ORDINARY];
        const file = interleaved(lines, 'cri');
        assert.deepEqual(messages([file], rules, [1 << 20]), ['before', ...program.records, ORDINARY, ORDINARY]);
      });

      it(`continues the records of ${program.name} over a rotation with ${by}`, () => {
        const step = Math.max(1, Math.floor(program.lines.length / 10));
        for (let at = 1; at < program.lines.length; at += step) {
          const files = [program.lines.slice(0, at), program.lines.slice(at)].map((part) => logOf(part, 'docker'));
          assert.deepEqual(messages(files, rules, [1 << 20]), program.records, `before line ${at + 1}`);
        }
      });
    }
  }
});

/** Lines of standard error, each with one of standard output behind it. */
function interleaved(lines: readonly string[], format: TraceFormat): Buffer {
  return Buffer.concat(lines.flatMap((line) => [logOf([line], format), logOf([ORDINARY], format, 'stdout')]));
}
