import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { createAllowedFolders } from '../../src/os/allowed-folders.js';
import { type NotOpened, type OpenedLog, openLog } from '../../src/os/open-log.js';
import { temporaryFolder } from '../support/temporary-folder.js';

interface Room {
  readonly logs: string;
  readonly outside: string;
  open(name: string): OpenedLog | NotOpened;
}

/** A folder that is allowed, with a file `secret` in one that is not. */
function createRoom(t: TestContext): Room {
  const root = temporaryFolder(t);
  const logs = path.join(root, 'logs');
  const outside = path.join(root, 'outside');
  fs.mkdirSync(logs);
  fs.mkdirSync(outside);
  fs.writeFileSync(path.join(outside, 'secret'), 'do not read');
  const rules = createAllowedFolders([logs]);
  t.after(() => rules.close());
  return {
    logs,
    outside,
    open(name) {
      const opened = openLog(path.join(logs, name), rules);
      if (opened.kind === 'opened') fs.closeSync(opened.descriptor);
      return opened;
    },
  };
}

function refusal(opened: OpenedLog | NotOpened): string {
  assert.notEqual(opened.kind, 'opened');
  return `${opened.kind}: ${(opened as NotOpened).reason}`;
}

describe('opening a log', () => {
  it('returns identity, size and real path of a regular file', (t) => {
    const { logs, open } = createRoom(t);
    fs.writeFileSync(path.join(logs, 'a.log'), 'hello\n');
    fs.symlinkSync('a.log', path.join(logs, 'link.log'));
    const { ino, dev } = fs.statSync(path.join(logs, 'a.log'), { bigint: true });
    const opened = open('link.log');
    assert.ok(opened.kind === 'opened');
    assert.deepEqual([opened.inode, opened.device, opened.size], [ino, dev, 6]);
    assert.equal(opened.target, fs.realpathSync(path.join(logs, 'a.log')));
  });

  it('returns the name of a file that is deleted before its handle is looked up', (t) => {
    const room = createRoom(t);
    const file = path.join(room.logs, 'a.log.1.gz');
    fs.writeFileSync(file, 'one\n');
    const { fstatSync } = fs;
    t.mock.method(fs, 'fstatSync', (...args: Parameters<typeof fstatSync>) => {
      fs.rmSync(file, { force: true });
      return fstatSync(...args);
    });
    const opened = room.open('a.log.1.gz');
    assert.equal(opened.kind === 'opened' && opened.target, file);
  });

  it('does not open a file whose name was replaced, so that its links can no longer be counted', (t) => {
    const room = createRoom(t);
    const file = path.join(room.logs, 'a.log');
    fs.linkSync(path.join(room.outside, 'secret'), file);
    const { fstatSync } = fs;
    // The name is gone while the names are counted, and there again when the file is looked for.
    t.mock.method(fs, 'fstatSync', (...args: Parameters<typeof fstatSync>) => {
      fs.rmSync(file, { force: true });
      const stats = fstatSync(...args);
      fs.linkSync(path.join(room.outside, 'secret'), file);
      return stats;
    });
    assert.match(refusal(room.open('a.log')), /^unreadable: its path is unknown/);
  });

  it('refuses a link that leads outside the allowed folders', (t) => {
    const { logs, outside, open } = createRoom(t);
    fs.symlinkSync(path.join(outside, 'secret'), path.join(logs, 'a.log'));
    assert.match(refusal(open('a.log')), /^refused: it leads to .*\/outside\/secret, outside the allowed folders/);
  });

  it('refuses a link through a folder that is itself a link to the outside', (t) => {
    const { logs, outside, open } = createRoom(t);
    fs.symlinkSync(outside, path.join(logs, 'dir'));
    assert.match(refusal(open('dir/secret')), /^refused: .*outside the allowed folders/);
  });

  it('does not accept a folder because its name begins like an allowed one', (t) => {
    const { logs } = createRoom(t);
    fs.mkdirSync(`${logs}-other`);
    fs.writeFileSync(`${logs}-other/a.log`, '');
    assert.match(
      refusal(openLog(`${logs}-other/a.log`, createAllowedFolders([logs]))),
      /^refused: .*outside the allowed folders/,
    );
  });

  it('allows a folder that is a link, and its target', (t) => {
    const { logs } = createRoom(t);
    fs.symlinkSync(logs, `${logs}-link`);
    fs.writeFileSync(path.join(logs, 'a.log'), '');
    const opened = openLog(`${logs}-link/a.log`, createAllowedFolders([`${logs}-link`]));
    assert.ok(opened.kind === 'opened');
    fs.closeSync(opened.descriptor);
  });

  it('refuses a folder', (t) => {
    const { logs, open } = createRoom(t);
    fs.mkdirSync(path.join(logs, 'a.log'));
    assert.equal(refusal(open('a.log')), 'refused: it is a folder, not a regular file');
  });

  it('refuses a pipe without waiting for a writer', (t) => {
    const { logs, open } = createRoom(t);
    execFileSync('mkfifo', [path.join(logs, 'a.log')]);
    assert.equal(refusal(open('a.log')), 'refused: it is a pipe, not a regular file');
  });

  it('refuses a device without opening it', (t) => {
    const { logs, open } = createRoom(t);
    fs.symlinkSync('/dev/null', path.join(logs, 'a.log'));
    assert.equal(refusal(open('a.log')), 'refused: it is a device, not a regular file');
  });

  it('reports a dangling link', (t) => {
    const { logs, open } = createRoom(t);
    fs.symlinkSync('nowhere.log', path.join(logs, 'a.log'));
    assert.equal(refusal(open('a.log')), 'missing: the file that it leads to does not exist');
  });

  it('reports a circle of links', (t) => {
    const { logs, open } = createRoom(t);
    fs.symlinkSync('b.log', path.join(logs, 'a.log'));
    fs.symlinkSync('a.log', path.join(logs, 'b.log'));
    assert.equal(refusal(open('a.log')), 'unreadable: its links form a loop');
  });
});
