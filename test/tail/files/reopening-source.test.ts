import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { openLog } from '../../../src/os/open-log.js';
import type { ReadRules } from '../../../src/os/read-rules.js';
import { OpenFiles } from '../../../src/tail/files/open-files.js';
import { ReopeningSource } from '../../../src/tail/files/reopening-source.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

interface Room {
  readonly live: string;
  readonly source: ReopeningSource;
  /** What can be read of the file now. */
  content(): string;
}

const ANY_FILE: ReadRules = { refusalOf: () => undefined };

/** A log's live file that is open, and was read to its end. */
function createRoom(t: TestContext, content: string): Room {
  const folder = temporaryFolder(t);
  const live = path.join(folder, '0.log');
  fs.writeFileSync(live, content);
  const opened = openLog(live, ANY_FILE);
  assert.equal(opened.kind, 'opened');
  const openFiles = new OpenFiles(10);
  const source = new ReopeningSource(opened.descriptor, live, opened, {
    livePath: live,
    readRules: ANY_FILE,
    openFiles,
  });
  t.after(() => source.close());
  return {
    live,
    source,
    content() {
      const target = Buffer.alloc(100);
      return target.toString('latin1', 0, source.read(target, target.length, 0));
    },
  };
}

/** Lets something happen on the node before the file of that name is opened, once. */
function beforeOpening(t: TestContext, file: string, happen: () => void): void {
  const { openSync } = fs;
  const mock = t.mock.method(fs, 'openSync', (name: fs.PathLike, flags: fs.OpenMode) => {
    if (name === file) {
      mock.mock.restore();
      happen();
    }
    return openSync(name, flags);
  });
}

describe('a file that was closed for a while', () => {
  it('is found if it is renamed during the search', (t) => {
    const { live, source, content } = createRoom(t, 'one\n');
    assert.ok(source.suspend());
    fs.renameSync(live, `${live}.1`);
    fs.writeFileSync(live, 'two\n');
    beforeOpening(t, `${live}.1`, () => {
      fs.renameSync(`${live}.1`, `${live}.2`);
      fs.renameSync(live, `${live}.1`);
      fs.writeFileSync(live, 'three\n');
    });
    assert.equal(content(), 'one\n');
  });

  it('counts as gone if no name has it, even if another file of the log cannot be opened', (t) => {
    const { live, source, content } = createRoom(t, 'one\n');
    assert.ok(source.suspend());
    fs.rmSync(live);
    fs.writeFileSync(live, 'two\n');
    fs.mkdirSync(`${live}.1`);
    assert.equal(content(), '');
    assert.ok(source.isGone);
  });

  it('is not confused with a later one on its inode, even if it was empty (10: inode reuse)', (t) => {
    const { live, source, content } = createRoom(t, '');
    const { ino } = fs.statSync(live, { bigint: true });
    assert.ok(source.suspend());
    fs.writeFileSync(`${live}.new`, 'two\n');
    fs.renameSync(`${live}.new`, live);
    const { fstatSync } = fs;
    t.mock.method(fs, 'fstatSync', (file: number) => {
      const stats = fstatSync(file, { bigint: true });
      return Object.assign(stats, { ino, birthtimeNs: stats.birthtimeNs + 1n });
    });
    assert.equal(content(), '');
    assert.ok(source.isGone);
  });
});
