import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { createAllowedFolders } from '../../src/os/allowed-folders.js';
import { type NotOpened, type OpenedLog, openLog } from '../../src/os/open-log.js';
import { temporaryFolder } from '../support/temporary-folder.js';

interface Room {
  /** `<root>/var/log`, in which `pods` is allowed. */
  readonly above: string;
  readonly pods: string;
  /** What comes of opening that file below `pods`: its content, or why not. */
  open(name: string): string;
}

/** A folder `var/log/pods` with a file `a.log`, if it is there, allowed as it is then. */
function createRoom(t: TestContext, { isThere = true } = {}): Room {
  const above = path.join(temporaryFolder(t), 'var', 'log');
  const pods = path.join(above, 'pods');
  fs.mkdirSync(isThere ? pods : above, { recursive: true });
  if (isThere) fs.writeFileSync(path.join(pods, 'a.log'), 'mine');
  const rules = createAllowedFolders([pods]);
  t.after(() => rules.close());
  return { above, pods, open: (name) => describeOpened(openLog(path.join(pods, name), rules)) };
}

function describeOpened(opened: OpenedLog | NotOpened): string {
  if (opened.kind !== 'opened') return `${opened.refusal ?? opened.kind}: ${opened.reason}`;
  try {
    return fs.readFileSync(opened.descriptor, 'utf8');
  } finally {
    fs.closeSync(opened.descriptor);
  }
}

/** Puts another folder in a folder's place, with a file `a.log` that holds what nobody may read. */
function replaceFolder(folder: string): void {
  fs.renameSync(folder, `${folder}.away`);
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'a.log'), 'secret');
}

describe('an allowed folder', () => {
  it('is the folder that existed at the start, and not the target of a link in its place', (t) => {
    const { above, pods, open } = createRoom(t);
    const elsewhere = path.join(above, 'elsewhere');
    fs.mkdirSync(elsewhere);
    fs.writeFileSync(path.join(elsewhere, 'a.log'), 'secret');
    fs.renameSync(pods, `${pods}.away`);
    fs.symlinkSync(elsewhere, pods);
    assert.match(open('a.log'), /^folderChanged: .*\/pods has changed since podtail started/);
  });

  it('is not another folder in its place', (t) => {
    const { pods, open } = createRoom(t);
    replaceFolder(pods);
    assert.match(open('a.log'), /^folderChanged: /);
  });

  it('is not an older folder that takes its place once it was deleted', (t) => {
    const { above, pods, open } = createRoom(t);
    const older = path.join(above, 'older');
    fs.mkdirSync(older);
    fs.writeFileSync(path.join(older, 'a.log'), 'secret');
    clockOfFilesGoesOn(above);
    const rules = createAllowedFolders([pods]);
    t.after(() => rules.close());
    fs.rmSync(pods, { recursive: true });
    fs.symlinkSync(older, pods);
    assert.match(open('a.log'), /^folderChanged: /);
    fs.rmSync(pods);
    fs.renameSync(older, pods);
    assert.match(describeOpened(openLog(path.join(pods, 'a.log'), rules)), /^folderChanged: /);
  });

  it('is replaced by a folder that is created in its place after it was deleted, repeatedly', (t) => {
    const { pods, open } = createRoom(t);
    for (let tries = 0; tries < 5; tries++) {
      fs.rmSync(pods, { recursive: true });
      clockOfFilesGoesOn(path.dirname(pods));
      fs.mkdirSync(pods);
      fs.writeFileSync(path.join(pods, 'a.log'), `new ${tries}`);
      assert.equal(open('a.log'), `new ${tries}`);
    }
  });

  it('is not valid any more if a folder above it was replaced', (t) => {
    const { above, pods, open } = createRoom(t);
    fs.renameSync(above, `${above}.away`);
    fs.mkdirSync(above);
    fs.renameSync(path.join(`${above}.away`, 'pods'), pods);
    assert.match(
      open('a.log'),
      /^folderChanged: .*\/var\/log, on the way to .*\/pods, has changed since podtail started/,
    );
  });

  it('is not valid if a folder above it became a link to its present place', (t) => {
    const { above, open } = createRoom(t);
    fs.renameSync(above, `${above}.away`);
    fs.symlinkSync(`${above}.away`, above);
    assert.match(open('a.log'), /^folderChanged: /);
  });

  it('is valid again when it is back in its place', (t) => {
    const { pods, open } = createRoom(t);
    fs.renameSync(pods, `${pods}.away`);
    assert.match(open('a.log'), /^missing: /);
    fs.renameSync(`${pods}.away`, pods);
    assert.equal(open('a.log'), 'mine');
  });

  it('is accepted when it appears later, and pinned then', (t) => {
    const { pods, open } = createRoom(t, { isThere: false });
    assert.match(open('a.log'), /^missing: /);
    fs.mkdirSync(pods);
    fs.writeFileSync(path.join(pods, 'a.log'), 'mine');
    assert.equal(open('a.log'), 'mine');
    replaceFolder(pods);
    assert.match(open('a.log'), /^folderChanged: /);
  });

  it('is not accepted when it appears later in a folder that anybody may write to', (t) => {
    const { above, pods, open } = createRoom(t, { isThere: false });
    fs.chmodSync(above, 0o777);
    fs.mkdirSync(pods);
    fs.writeFileSync(path.join(pods, 'a.log'), 'mine');
    assert.match(open('a.log'), /^folderChanged: .*users other than root can write to .*\/var\/log;/);
  });

  it('is accepted when it appears later in a sticky folder, where nobody else can replace it', (t) => {
    const { above, pods, open } = createRoom(t, { isThere: false });
    fs.chmodSync(above, 0o1777);
    fs.mkdirSync(pods);
    fs.writeFileSync(path.join(pods, 'a.log'), 'mine');
    assert.equal(open('a.log'), 'mine');
  });

  it('does not include a file that was opened through another folder with a similar path', (t) => {
    const { pods } = createRoom(t);
    const rules = createAllowedFolders([pods]);
    t.after(() => rules.close());
    const elsewhere = path.join(temporaryFolder(t), 'a.log');
    fs.writeFileSync(elsewhere, 'secret');
    const { dev: device, ino: inode } = fs.statSync(elsewhere, { bigint: true });
    const target = path.join(pods, 'a.log');
    assert.equal(rules.refusalOf(target, { target, device, inode, names: 1 }), 'again');
  });

  it('leaves no handle open after its release', (t) => {
    const { pods } = createRoom(t);
    const before = fs.readdirSync('/proc/self/fd').length;
    const rules = createAllowedFolders([pods]);
    assert.ok(fs.readdirSync('/proc/self/fd').length > before);
    rules.allow([path.dirname(pods)]);
    rules.close();
    assert.equal(fs.readdirSync('/proc/self/fd').length, before);
  });
});

/** Waits until what is made in a folder has a later time than what was: file systems tell them in steps of some milliseconds. */
function clockOfFilesGoesOn(folder: string): void {
  const probe = path.join(folder, 'probe');
  const now = (): number => {
    fs.writeFileSync(probe, '');
    const { mtimeMs } = fs.statSync(probe);
    fs.rmSync(probe);
    return mtimeMs;
  };
  const before = Date.now() + 1;
  while (now() <= before);
}
