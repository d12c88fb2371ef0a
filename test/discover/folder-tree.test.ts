import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type FolderAccess, systemFolders } from '../../src/discover/folder-access.js';
import { FolderTree } from '../../src/discover/folder-tree.js';
import { parseGlob } from '../../src/discover/glob.js';
import { createSilentWatches } from '../../src/os/directory-watches.js';
import { createSpokenDiagnostics, type SpokenDiagnostics } from '../support/spoken-diagnostics.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { touch } from './files.js';

const LOCKED = { kind: 'unreadable', reason: 'podtail has no permission to read it (EACCES)' } as const;

/** A tree over a real folder, whose access to folders the test can change, and a clock that stands still. */
interface TreeRoom {
  readonly folder: string;
  readonly tree: FolderTree;
  readonly diagnostics: SpokenDiagnostics;
  readonly access: { -readonly [Key in keyof FolderAccess]: FolderAccess[Key] };
  /** Paths that were listed since the last call, relative to the folder. */
  listed(): string[];
  /** The same of those that were looked at. */
  looked(): string[];
  /** Whether watches are sure to tell all; they say nothing by themselves. */
  sure: boolean;
  /** Does what a watch does when something happened in a folder, relative to the room's. */
  tell(folder: string): void;
  /** Folders whose watches were found not to tell of all. */
  readonly missed: string[];
  /** What was found and gone since the last call. */
  take(): string[];
  /** Milliseconds since 1970. */
  now: number;
}

function createTreeRoom(t: TestContext, glob: string): TreeRoom {
  const folder = temporaryFolder(t);
  const diagnostics = createSpokenDiagnostics();
  const access = { ...systemFolders };
  let said: string[] = [];
  let listed: string[] = [];
  let looked: string[] = [];
  const listeners = new Map<string, (entry: string | null) => void>();
  const tree = new FolderTree({
    root: folder,
    levels: parseGlob(`${folder}/${glob}`, '/').map(({ first }) => first),
    access: {
      look(path) {
        looked.push(path.slice(folder.length + 1));
        return access.look(path);
      },
      list(path, most) {
        listed.push(path.slice(folder.length + 1));
        return access.list(path, most);
      },
    },
    watches: {
      ...createSilentWatches(),
      isSure: () => room.sure,
      missed: (folder) => room.missed.push(folder),
      watch(folder, listener) {
        listeners.set(folder, listener);
        return () => {};
      },
    },
    diagnostics,
    now: () => room.now,
    onFound: (path) => said.push(`found ${path.slice(folder.length + 1)}`),
    onGone: (path) => said.push(`gone ${path.slice(folder.length + 1)}`),
  });
  t.after(() => tree.close());
  const room: TreeRoom = {
    folder,
    tree,
    diagnostics,
    access,
    sure: false,
    tell: (below) => listeners.get(path.join(folder, below))?.(null),
    missed: [],
    now: Date.now(),
    listed() {
      const paths = listed;
      listed = [];
      return paths;
    },
    looked() {
      const paths = looked;
      looked = [];
      return paths;
    },
    take() {
      const taken = said.sort();
      said = [];
      return taken;
    },
  };
  return room;
}

describe('a folder that cannot be read', () => {
  for (const call of ['look', 'list'] as const) {
    it(`is logged once, keeps its known logs, and is read again when possible (${call})`, (t) => {
      const room = createTreeRoom(t, '*/*.log');
      const locked = path.join(room.folder, 'a');
      touch(room.folder, 'a/0.log');
      touch(room.folder, 'b/0.log');
      room.tree.sweep();
      assert.deepEqual(room.take(), ['found a/0.log', 'found b/0.log']);
      const original = systemFolders[call];
      Object.assign(room.access, {
        [call]: (at: string, most: number) => (at === locked ? LOCKED : original(at, most)),
      });
      touch(room.folder, 'a/1.log');
      touch(room.folder, 'b/1.log');
      for (let sweep = 0; sweep < 3; sweep++) room.tree.sweep();
      assert.deepEqual(room.take(), ['found b/1.log']);
      Object.assign(room.access, { [call]: original });
      room.tree.sweep();
      assert.deepEqual(room.take(), ['found a/1.log']);
      assert.deepEqual(room.diagnostics.said, [
        `problem: ${locked} cannot be read: ${LOCKED.reason}`,
        `solved: ${locked} can be read now`,
      ]);
    });
  }
});

describe('a folder that disappears during a look', () => {
  it('is dropped, and found again when it returns', (t) => {
    const room = createTreeRoom(t, '*/*.log');
    touch(room.folder, 'a/0.log');
    room.access.list = (at, most) => (at === room.folder ? systemFolders.list(at, most) : { kind: 'missing' });
    room.tree.sweep();
    assert.deepEqual(room.take(), []);
    room.access.list = systemFolders.list;
    room.tree.sweep();
    assert.deepEqual(room.take(), ['found a/0.log']);
    assert.deepEqual(room.diagnostics.said, []);
  });
});

describe('a folder with too many entries', () => {
  it('is logged once; some entries are followed, and others after those have gone', (t) => {
    const room = createTreeRoom(t, '*.log');
    const all = Array.from({ length: 100_002 }, (_, index) => ({ name: `${index}.log`, kind: 'file' as const }));
    let entries = all;
    room.access.list = () => ({ kind: 'entries', entries, isCut: false });
    room.tree.sweep();
    room.tree.sweep();
    assert.equal(room.take().length, 100_000);
    assert.equal(room.diagnostics.said.length, 1);
    assert.match(room.diagnostics.said[0]!, /more than 100000 logs and folders/);
    entries = all.slice(2);
    room.tree.sweep();
    assert.deepEqual(room.take(), ['found 100000.log', 'found 100001.log', 'gone 0.log', 'gone 1.log']);
  });
});

const POD = 'evil_x_11111111-1111-1111-1111-111111111111';

describe('a pod that fills its own folder', () => {
  it('has at most 1,000 logs and folders, and others of it are followed after those have gone', (t) => {
    const room = createTreeRoom(t, '*/*/*.log');
    const all = Array.from({ length: 600 }, (_, index) => ({ name: `${index}.log`, kind: 'file' as const }));
    let first = all;
    touch(room.folder, `${POD}/a/0.log`, `${POD}/b/0.log`, 'plain/c/0.log');
    room.access.list = (at, most) => {
      const parent = path.basename(at);
      if (parent === 'a') return { kind: 'entries', entries: first, isCut: false };
      if (parent === 'b' || parent === 'c') return { kind: 'entries', entries: all, isCut: false };
      return systemFolders.list(at, most);
    };
    room.tree.sweep();
    const found = room.take();
    const of = (folder: string, paths = found) => paths.filter((line) => line.includes(` ${folder}/`)).length;
    assert.deepEqual([of(POD), of('plain')], [998, 600], 'two of the 1,000 are the folders');
    const pod = path.join(room.folder, POD);
    assert.deepEqual(room.diagnostics.said, [
      `problem: ${pod} has more than 1000 logs and folders; podtail ignores the others`,
    ]);
    first = all.slice(0, 300);
    room.now += 60_000;
    touch(room.folder, `${POD}/a/1.log`);
    room.tree.sweep();
    room.tree.sweep();
    const changed = room.take();
    assert.deepEqual([of(`${POD}/a`, changed), of(`${POD}/b`, changed)], [300, 202]);
  });

  it('has no log in a folder with more than 20,000 names followed, until names are gone', (t) => {
    const room = createTreeRoom(t, '*/*/*.log');
    touch(room.folder, `${POD}/c/0.log`, `${POD}/d/0.log`);
    room.tree.sweep();
    room.take();
    const asked = new Set<number>();
    room.access.list = (at, most) => {
      asked.add(most);
      const listed = systemFolders.list(at, most);
      return listed.kind === 'entries' && path.basename(at) === 'c' ? { ...listed, isCut: true } : listed;
    };
    room.now += 60_000;
    room.tree.sweep();
    assert.deepEqual(room.take(), [`gone ${POD}/c/0.log`]);
    assert.deepEqual([...asked], [1_000_000, 20_000]);
    assert.match(room.diagnostics.said.join(), /\/c has more than 20000 entries; podtail follows no log in it/);
    room.access.list = systemFolders.list;
    touch(room.folder, `${POD}/c/1.log`);
    room.tree.sweep();
    assert.deepEqual(room.take(), [`found ${POD}/c/0.log`, `found ${POD}/c/1.log`]);
  });
});

describe('a folder with more names than are read', () => {
  it('keeps the logs that are there beyond these', (t) => {
    const room = createTreeRoom(t, '*/*.log');
    touch(room.folder, 'a/0.log', 'a/1.log');
    room.tree.sweep();
    room.take();
    room.access.list = (at, most) =>
      path.basename(at) === 'a' ? { kind: 'entries', entries: [], isCut: true } : systemFolders.list(at, most);
    rmSync(path.join(room.folder, 'a/1.log'));
    room.tree.sweep();
    assert.deepEqual(room.take(), ['gone a/1.log']);
    assert.match(room.diagnostics.said.join(), /\/a has more than 1000000 entries; podtail ignores the others/);
  });
});

describe('a sweep', () => {
  it('lists only the folders that changed, or may have changed', (t) => {
    const room = createTreeRoom(t, '*/*.log');
    touch(room.folder, 'a/0.log', 'b/0.log');
    room.tree.sweep();
    assert.deepEqual(room.listed().sort(), ['', 'a', 'b']);
    room.tree.sweep();
    assert.deepEqual(room.listed().sort(), ['', 'a', 'b'], 'within a tick of the change');
    room.now += 60_000;
    room.tree.sweep();
    assert.deepEqual(room.listed().sort(), ['', 'a', 'b'], 'once more after it');
    room.tree.sweep();
    assert.deepEqual(room.listed(), []);
    touch(room.folder, 'a/1.log');
    room.tree.sweep();
    assert.deepEqual(room.listed(), ['a']);
  });

  it('follows ** at most 32 folders deep', (t) => {
    const room = createTreeRoom(t, '**/*.log');
    const folders = Array.from({ length: 40 }, () => 'd');
    touch(room.folder, [...folders, '0.log'].join('/'));
    touch(room.folder, [...folders.slice(0, 32), '0.log'].join('/'));
    touch(room.folder, [...folders.slice(0, 33), '0.log'].join('/'));
    room.tree.sweep();
    assert.deepEqual(room.take(), [`found ${'d/'.repeat(32)}0.log`]);
  });
});

describe('a sweep over many folders', () => {
  function settledRoom(t: TestContext): TreeRoom {
    const room = createTreeRoom(t, '*/*.log');
    for (let pod = 0; pod < 10; pod++) touch(room.folder, `pod-${pod}/0.log`);
    room.now += 60_000;
    room.tree.sweep();
    room.looked();
    return room;
  }

  function sureRoom(t: TestContext): TreeRoom {
    const room = settledRoom(t);
    room.sure = true;
    room.tree.sweep();
    room.looked();
    return room;
  }

  it('looks at every folder if watches may miss changes', (t) => {
    const room = settledRoom(t);
    room.tree.sweep();
    assert.equal(room.looked().length, 11);
  });

  it('looks at the root always, and at each folder within 30 s, if watches are reliable', (t) => {
    const room = sureRoom(t);
    const sweeps = sweepFor(room, 30);
    for (const looked of sweeps) assert.ok(looked.includes('') && looked.length <= 2, `it looked at ${looked}`);
    assert.equal(new Set(sweeps.flat()).size, 11);
  });

  it('finds a change that a watch missed within 30 s, then looks at all; the watch counts as unreliable', (t) => {
    const room = sureRoom(t);
    touch(room.folder, 'pod-3/1.log');
    const found = sweepFor(room, 30).findIndex((looked) => looked.length === 11);
    assert.ok(found >= 0);
    assert.ok(room.take().includes('found pod-3/1.log'));
    assert.deepEqual(room.missed, [path.join(room.folder, 'pod-3')]);
  });

  it('does not count a change as missed if a watch reported it', (t) => {
    const room = sureRoom(t);
    touch(room.folder, 'pod-3/1.log');
    room.tell('pod-3');
    sweepFor(room, 30);
    assert.deepEqual(room.missed, []);
  });

  it('looks again at a folder that changed so recently that its time may not show the next change', (t) => {
    const room = settledRoom(t);
    touch(room.folder, 'pod-3/1.log');
    room.now = Date.now();
    room.tree.sweep();
    assert.ok(room.take().includes('found pod-3/1.log'));
    room.sure = true;
    room.looked();
    room.tree.sweep();
    assert.ok(room.looked().includes('pod-3'));
  });
});

/** Sweeps each second, and returns what was looked at each time. */
function sweepFor(room: TreeRoom, seconds: number): string[][] {
  return Array.from({ length: seconds }, () => {
    room.now += 1_000;
    room.tree.sweep();
    return room.looked();
  });
}
