import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { createDirectoryWatches, createSilentWatches, type DirectoryWatches } from '../../src/os/directory-watches.js';
import { createSpokenDiagnostics, type SpokenDiagnostics } from '../support/spoken-diagnostics.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** Milliseconds; only a test that fails waits as long. */
const DEADLINE = 60_000;

interface WatchRoom {
  readonly folder: string;
  readonly watches: DirectoryWatches;
  readonly diagnostics: SpokenDiagnostics;
}

function createWatchRoom(t: TestContext): WatchRoom {
  const folder = path.join(temporaryFolder(t), 'watched');
  fs.mkdirSync(folder);
  const diagnostics = createSpokenDiagnostics();
  const watches = createDirectoryWatches(diagnostics);
  t.after(() => watches.close());
  return { folder, watches, diagnostics };
}

/** What a listener has heard. */
interface Ear {
  readonly listener: (entry: string | null) => void;
  readonly heard: (string | null)[];
  /** Waits until that was heard. */
  until(entry: string | null): Promise<void>;
}

function createEar(): Ear {
  const events = new EventEmitter();
  const heard: (string | null)[] = [];
  return {
    heard,
    listener(entry) {
      heard.push(entry);
      events.emit('entry');
    },
    async until(entry) {
      const stop = new AbortController();
      // A watch does not keep the process alive, but this timer does.
      const timer = setTimeout(() => stop.abort(new Error(`did not hear ${entry}, but ${heard}`)), DEADLINE);
      while (!heard.includes(entry)) await once(events, 'entry', { signal: stop.signal });
      clearTimeout(timer);
    },
  };
}

function touch(folder: string, name: string): void {
  fs.writeFileSync(path.join(folder, name), '');
}

function refuseWatches(t: TestContext, code: string): void {
  t.mock.method(fs, 'watch', () => {
    throw Object.assign(new Error(`${code}: watch`), { code });
  });
}

describe('directory watches', () => {
  it('tell every listener the names of entries that appear, change and disappear', async (t) => {
    const { folder, watches } = createWatchRoom(t);
    const [one, other] = [createEar(), createEar()];
    watches.watch(folder, one.listener);
    watches.watch(folder, other.listener);
    assert.equal(watches.active, 1);
    for (const act of [touch, (at: string, name: string) => fs.rmSync(path.join(at, name))]) {
      act(folder, 'a');
      await Promise.all([one.until('a'), other.until('a')]);
      one.heard.length = 0;
      other.heard.length = 0;
    }
  });

  it('end one by one, and the watch of the system ends with the last', async (t) => {
    const { folder, watches } = createWatchRoom(t);
    const ear = createEar();
    const ends = [ear, ear, createEar()].map(({ listener }) => watches.watch(folder, listener));
    ends[0]!();
    ends[0]!();
    ends[2]!();
    assert.equal(watches.active, 1);
    touch(folder, 'a');
    await ear.until('a');
    ends[1]!();
    assert.equal(watches.active, 0);
    assert.equal(watches.failed, 0);
  });

  it('do not end a watch that was started again', (t) => {
    const { folder, watches } = createWatchRoom(t);
    const end = watches.watch(folder, () => {});
    end();
    watches.watch(folder, () => {});
    end();
    assert.equal(watches.active, 1);
  });

  it('watch the new folder for all listeners when one asks for a folder that was removed and created again', async (t) => {
    const { folder, watches } = createWatchRoom(t);
    const [early, late] = [createEar(), createEar()];
    watches.watch(folder, early.listener);
    fs.rmdirSync(folder);
    fs.mkdirSync(folder);
    watches.watch(folder, late.listener);
    touch(folder, 'a');
    await Promise.all([early.until('a'), late.until('a')]);
    assert.equal(watches.active, 1);
  });

  it('switch to a new folder when they see it appear, and report that everything may be new', async (t) => {
    const { folder, watches } = createWatchRoom(t);
    const ear = createEar();
    watches.watch(folder, ear.listener);
    fs.rmdirSync(folder);
    fs.mkdirSync(folder);
    await ear.until(null);
    touch(folder, 'a');
    await ear.until('a');
  });

  it('do not follow a folder that is renamed', async (t) => {
    const { folder, watches } = createWatchRoom(t);
    const ear = createEar();
    watches.watch(folder, ear.listener);
    fs.renameSync(folder, `${folder}-old`);
    await ear.until(null);
    assert.deepEqual([watches.active, watches.failed], [0, 1]);
    fs.mkdirSync(folder);
    watches.watch(folder, () => {});
    touch(`${folder}-old`, 'old');
    touch(folder, 'new');
    await ear.until('new');
    assert.equal(ear.heard.includes('old'), false);
    assert.deepEqual([watches.active, watches.failed], [1, 0]);
  });

  it('also report an entry with the name of the folder itself', async (t) => {
    const { folder, watches } = createWatchRoom(t);
    const ear = createEar();
    watches.watch(folder, ear.listener);
    touch(folder, path.basename(folder));
    await ear.until(null);
    touch(folder, 'a');
    await ear.until('a');
  });

  it('count a missing folder as failed, and watch it when it is requested again', async (t) => {
    const { folder, watches, diagnostics } = createWatchRoom(t);
    const ear = createEar();
    const later = path.join(folder, 'later');
    const end = watches.watch(later, ear.listener);
    assert.deepEqual([watches.active, watches.failed], [0, 1]);
    fs.mkdirSync(later);
    watches.watch(later, () => {})();
    assert.deepEqual([watches.active, watches.failed], [1, 0]);
    touch(later, 'a');
    await ear.until('a');
    end();
    assert.deepEqual([watches.active, watches.failed], [0, 0]);
    assert.deepEqual(diagnostics.said, []);
  });

  for (const [code, limit] of [
    ['ENOSPC', /raise fs\.inotify\.max_user_watches/],
    ['EMFILE', /raise fs\.inotify\.max_user_instances/],
  ] as const) {
    it(`warn once when the system has no more watches (${code})`, (t) => {
      const { folder, watches, diagnostics } = createWatchRoom(t);
      refuseWatches(t, code);
      watches.watch(folder, () => {});
      watches.watch(path.dirname(folder), () => {});
      assert.deepEqual([watches.active, watches.failed], [0, 2]);
      assert.equal(diagnostics.said.length, 1);
      assert.match(diagnostics.said[0]!, limit);
    });
  }

  it('are reliable for a local folder while it is watched, and for no other', (t) => {
    const shared = '/dev/shm';
    if (!fs.existsSync(shared)) return t.skip(`there is no ${shared}`);
    const folder = fs.mkdtempSync(path.join(shared, 'podtail-'));
    t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
    const { watches } = createWatchRoom(t);
    assert.equal(watches.isSure(folder), false);
    const end = watches.watch(folder, () => {});
    assert.equal(watches.isSure(folder), true);
    assert.equal(watches.isSure('/proc'), false);
    end();
    assert.equal(watches.isSure(folder), false);
    watches.watch('/proc/self', () => {});
    assert.equal(watches.isSure('/proc/self'), false);
  });

  it('survive an error of the system watch, and start a new one when requested', async (t) => {
    const { folder, watches } = createWatchRoom(t);
    const ear = createEar();
    const broken = fs.watch(folder, { persistent: false });
    const refused = t.mock.method(fs, 'watch', () => broken);
    watches.watch(folder, ear.listener);
    broken.emit('error', new Error('broken'));
    assert.deepEqual([watches.active, watches.failed], [0, 1]);
    refused.mock.restore();
    watches.watch(folder, () => {});
    touch(folder, 'a');
    await ear.until('a');
  });

  it('all end when they are closed', (t) => {
    const { folder, watches } = createWatchRoom(t);
    const end = watches.watch(folder, () => {});
    watches.watch(path.dirname(folder), () => {});
    watches.close();
    end();
    assert.deepEqual([watches.active, watches.failed], [0, 0]);
  });
});

describe('disabled watches', () => {
  it('watch nothing, and are never reliable', () => {
    const watches = createSilentWatches();
    const end = watches.watch('/', () => assert.fail('heard something'));
    assert.deepEqual([watches.active, watches.failed, watches.isSure('/')], [0, 0, false]);
    end();
    watches.close();
  });
});
