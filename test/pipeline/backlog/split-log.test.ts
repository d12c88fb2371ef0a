import assert from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { resolveSource } from '../../../src/discover/discovery.js';
import type { ReadRules } from '../../../src/os/read-rules.js';
import { closeAll, openLogFiles } from '../../../src/pipeline/backlog/log-files.js';
import { splitLog } from '../../../src/pipeline/backlog/split-log.js';
import type { RememberedFile } from '../../../src/tail/chain/file-memory.js';
import { OpenFiles } from '../../../src/tail/files/open-files.js';
import { openPresentFiles } from '../../../src/tail/files/present-file.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const OLD = '2026-11-30T11:00:00.000000000Z';
const YOUNG = '2026-11-30T11:59:59.000000000Z';

function lines(count: number, time = OLD, from = 0): string {
  return Array.from({ length: count }, (_, index) => `${time} stdout F ${from + index}\n`).join('');
}

interface Room {
  write(name: string, text: string | Buffer): void;
  /** What is known of the log's files, oldest first: how many bytes of each are settled. */
  known(offsets: readonly number[]): RememberedFile[];
  /** From and to which byte of each file the backlog goes, and from where the tail reads on; undefined where nothing is split. */
  split(
    known?: readonly RememberedFile[],
    least?: number,
  ): { backlog: [number, number][]; fresh: number[] } | undefined;
}

function createRoom(t: TestContext): Room {
  const folder = join(temporaryFolder(t), 'shop_db-0_2681cb7f-daa4-4620-bb60-1d449709181c', 'app');
  fs.mkdirSync(folder, { recursive: true });
  const live = join(folder, '0.log');
  const rules: ReadRules = { refusalOf: () => undefined };
  return {
    write: (name, text) => fs.writeFileSync(join(folder, name), text),
    known(offsets) {
      const files = openPresentFiles(live, rules);
      const known = files.flatMap((file, index) => {
        const offset = offsets[index];
        return offset === undefined ? [] : [file.remember(offset, index < files.length - 1 && offset === file.end())];
      });
      for (const file of files) file.close();
      return known;
    },
    split(known = [], least = 1) {
      const files = openLogFiles(live, { rules, openFiles: new OpenFiles(100) });
      assert.ok(files);
      const split = splitLog(files, known, resolveSource(live, {}, live), { least, now: NOW });
      closeAll(files);
      return (
        split && {
          backlog: split.backlog.map(({ file, end }) => [file.offset, end]),
          fresh: split.fresh.map(({ offset }) => offset),
        }
      );
    },
  };
}

const line = lines(1).length;

test('everything in a new log up to its last whole line is backlog', (t) => {
  const { write, split } = createRoom(t);
  write('0.log.20261130-110000', lines(5));
  write('0.log', `${lines(7)}${OLD} stdout F half`);
  assert.deepEqual(split(), {
    backlog: [
      [0, 5 * line],
      [0, 7 * line],
    ],
    fresh: [5 * line, 7 * line],
  });
});

test('what was read before is not backlog; files that were read to their ends stay known', (t) => {
  const { write, known, split } = createRoom(t);
  write('0.log.20261130-100000', lines(5));
  write('0.log.20261130-110000', lines(5, OLD, 5));
  write('0.log', lines(5, OLD, 10).replaceAll('F 1', 'F '));
  assert.deepEqual(split(known([5 * line, 2 * line])), {
    backlog: [
      [2 * line, 5 * line],
      [0, 5 * line],
    ],
    fresh: [5 * line, 5 * line, 5 * line],
  });
});

test('a compressed file is split by its content', (t) => {
  const { write, split } = createRoom(t);
  write('0.log.20261130-110000.gz', gzipSync(lines(5)));
  write('0.log', lines(4, OLD, 5));
  assert.deepEqual(split()?.backlog, [
    [0, 5 * line],
    [0, 4 * line],
  ]);
});

test('a log is read in order if little of it is unread, or if that is recent', (t) => {
  const { write, split } = createRoom(t);
  write('0.log', lines(5));
  assert.equal(split([], 6 * line), undefined);
  write('0.log', lines(5, YOUNG));
  assert.equal(split(), undefined);
});

test('a log is read in order if an unread file is missing, or an unknown file is older than a known one', (t) => {
  const { write, known, split } = createRoom(t);
  write('0.log', lines(5));
  const before = known([2 * line]);
  write('0.log', lines(5, OLD, 1));
  assert.equal(split(before), undefined);
  const after = known([2 * line]);
  write('0.log.20261130-110000', lines(5, OLD, 3));
  assert.equal(split(after), undefined);
});
