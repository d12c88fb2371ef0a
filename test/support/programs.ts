import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readFixture } from './fixture.js';
import { repositoryRoot } from './repository.js';

/** What one program printed, and the records that it has to become. */
export interface ProgramOutput {
  /** `LANGUAGE/WHAT`, or `servers/WHAT`. */
  readonly name: string;
  readonly language: string;
  readonly lines: readonly string[];
  readonly records: readonly string[];
}

const PROGRAMS = join(repositoryRoot, 'test/fixtures/programs');

/** All of `test/fixtures/programs`. Each folder has the outputs in `out`, and in `records.txt` how many lines each record has. */
export function readPrograms(): ProgramOutput[] {
  const folders = readdirSync(PROGRAMS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map(({ name }) => name)
    .sort()
    .flatMap(readFolder);
}

function readFolder(language: string): ProgramOutput[] {
  const text = readFixture(`programs/${language}/records.txt`).toString('utf8');
  const expected = new Map(
    text
      .trim()
      .split('\n')
      .map((line) => line.split(': ') as [string, string]),
  );
  const outputs = readdirSync(join(PROGRAMS, language, 'out')).sort();
  return outputs.map((file) => {
    const what = file.replace(/\.txt$/, '');
    const lines = readFixture(`programs/${language}/out/${file}`).toString('utf8').replace(/\n$/, '').split('\n');
    const records = recordsOf(lines, expected.get(what) ?? '');
    return { name: `${language}/${what}`, language, lines, records };
  });
}

/** Joins lines by the lengths of records: `2 1x3` is one of two lines, and three of one. */
function recordsOf(lines: readonly string[], lengths: string): string[] {
  const records: string[] = [];
  let at = 0;
  for (const part of lengths.split(' ')) {
    const [length = 0, times = 1] = part.split('x').map(Number);
    for (let time = 0; time < times; time++) {
      records.push(lines.slice(at, at + length).join('\n'));
      at += length;
    }
  }
  if (at !== lines.length) throw new Error(`records.txt tells of ${at} lines, and there are ${lines.length}`);
  return records;
}
