import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { RuleName } from '../../../src/transform/settings.js';
import { consumeFiles } from '../../support/consume-files.js';
import { readPrograms, UNTOLD } from '../../support/programs.js';
import { repositoryRoot } from '../../support/repository.js';
import { logOf } from '../../support/traces.js';
import { PUBLIC_FORMATS } from './public-formats.js';

const RULES: readonly RuleName[] = ['java', 'python', 'go', 'node', 'ruby', 'dotnet', 'php', 'rust', 'others'];
const MULTILINE = { rules: RULES, timeout: 1000, maxBytes: 1024 * 1024, maxLines: 1100 };
const SETTINGS = [{ multiline: MULTILINE, level: 'detect' }] as const;
const DOCUMENT = readFileSync(join(repositoryRoot, 'docs/transforms.md'), 'utf8');
const FAILURES = ['error', 'fatal'];

/** What one record was given, beside what it tells. */
interface Judged {
  readonly record: string;
  readonly expected: string;
  readonly level: string;
}

describe('level: detect, on what real programs print', () => {
  const programs = readPrograms();
  const judged = programs.flatMap(judge);

  it('finds no wrong level; the documents state how many are right, and how many are not found', (test) => {
    const wrong = judged.filter(({ expected, level }) => level !== '' && !fits(expected, level));
    const told = judged.filter(({ expected }) => expected !== '' && expected !== UNTOLD);
    const untold = judged.filter(({ expected }) => expected === UNTOLD);
    const found = told.filter(({ expected, level }) => level === expected).length;
    const row = [
      `all ${programs.length} programs of \`test/fixtures/programs\``,
      told.length,
      found,
      told.length - found,
      wrong.length,
    ];
    const figures = `| ${row.map((cell) => cell.toLocaleString('en-US')).join(' | ')} |`;
    test.diagnostic(`${figures} ${judged.length - told.length} name none, ${untold.length} of which are traces`);
    assert.deepEqual(wrong, []);
    assert.ok(DOCUMENT.includes(figures), figures);
    assert.ok(DOCUMENT.includes(`${judged.length - told.length} further records name no level`));
  });
});

describe('level: detect, on lines of well-known programs', () => {
  it('tests as many lines as the documents state', () => {
    const count = Object.values(PUBLIC_FORMATS).flat().length;
    assert.ok(DOCUMENT.includes(`${count} lines of well-known programs`), `${count}`);
  });

  for (const [program, lines] of Object.entries(PUBLIC_FORMATS)) {
    it(`finds the level of the lines of ${program}, and none if they have none`, () => {
      for (const format of ['docker', 'cri'] as const) {
        // A line of CRI is one line.
        const tried = lines.filter(([line]) => format === 'docker' || !line.includes('\n'));
        const levels = tried.map(([line]) => {
          const [first] = consumeFiles([logOf([line], format)], { settings: [{ level: 'detect' }] });
          return [line, first!.level];
        });
        assert.deepEqual(levels, tried);
      }
    });
  }
});

function judge({ name, lines, levels }: ReturnType<typeof readPrograms>[number]): Judged[] {
  const records = consumeFiles([logOf(lines, 'docker')], { settings: SETTINGS, blockRecords: 4096 });
  assert.equal(records.length, levels.length, `levels.txt of ${name} has one for each record`);
  return records.map(({ record, level }, index) => {
    return { record: `${name}: ${record.message.slice(0, 100)}`, expected: levels[index]!, level };
  });
}

function fits(expected: string, level: string): boolean {
  return expected === UNTOLD ? FAILURES.includes(level) : level === expected;
}
