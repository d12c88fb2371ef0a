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
  /**
   * By record, the level that it tells: '' for none, `UNTOLD` for a trace or the like, which tells of a failure without
   * naming a level.
   */
  readonly levels: readonly string[];
}

/** What is in `levels.txt` for a failure whose record names no level. */
export const UNTOLD = '!';

const PROGRAMS = join(repositoryRoot, 'test/fixtures/programs');

/** All of `test/fixtures/programs`. See its README.md for the files of each folder. */
export function readPrograms(): ProgramOutput[] {
  const folders = readdirSync(PROGRAMS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map(({ name }) => name)
    .sort()
    .flatMap(readFolder);
}

function readFolder(language: string): ProgramOutput[] {
  const expected = readEntries(`programs/${language}/records.txt`);
  const levels = readEntries(`programs/${language}/levels.txt`);
  const outputs = readdirSync(join(PROGRAMS, language, 'out')).sort();
  return outputs.map((file) => {
    const what = file.replace(/\.txt$/, '');
    const lines = readFixture(`programs/${language}/out/${file}`).toString('utf8').replace(/\n$/, '').split('\n');
    const records = recordsOf(lines, expected.get(what) ?? '');
    return { name: `${language}/${what}`, language, lines, records, levels: levelsOf(levels.get(what) ?? '') };
  });
}

/** The lines `NAME: VALUE` of a file. */
function readEntries(fixture: string): Map<string, string> {
  const lines = readFixture(fixture).toString('utf8').trim().split('\n');
  return new Map(lines.map((line) => line.split(': ') as [string, string]));
}

/** `- info*2` is a record without a level, and two of `info`. */
function levelsOf(text: string): string[] {
  return text.split(' ').flatMap((part) => {
    const [level = '', times = '1'] = part.split('*');
    return Array<string>(Number(times)).fill(level === '-' ? '' : level);
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
