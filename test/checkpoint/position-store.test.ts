import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createPositionStore } from '../../src/checkpoint/position-store.js';
import { formatPositions } from '../../src/checkpoint/saved-position.js';
import { createSpokenDiagnostics } from '../support/spoken-diagnostics.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { positionOf } from './positions.js';

function createRoom(t: TestContext) {
  const folder = path.join(temporaryFolder(t), 'state');
  const diagnostics = createSpokenDiagnostics();
  const store = createPositionStore(folder, diagnostics);
  const file = path.join(folder, 'positions.json');
  return { folder, file, previous: `${file}.previous`, temporary: `${file}.tmp`, diagnostics, store };
}

const saver = fileURLToPath(new URL('./position-saver.js', import.meta.url));

describe('the position store', () => {
  it('is empty at first, and then has what was saved, also in the next process', (t) => {
    const { folder, store, diagnostics } = createRoom(t);
    assert.deepEqual(store.load(), []);
    assert.equal(store.save([positionOf({ offset: 100 })]), true);
    assert.equal(store.save([positionOf({ offset: 110 })]), true);
    assert.deepEqual(createPositionStore(folder, diagnostics).load(), [positionOf({ offset: 110 })]);
    assert.deepEqual(diagnostics.said, []);
  });

  it('keeps the replaced file as the previous one', (t) => {
    const { folder, previous, store } = createRoom(t);
    store.save([positionOf({ offset: 100 })]);
    store.save([positionOf({ offset: 110 })]);
    store.save([positionOf({ offset: 120 })]);
    assert.deepEqual(fs.readdirSync(folder), ['positions.json', 'positions.json.previous']);
    assert.equal(fs.readFileSync(previous, 'utf8'), formatPositions([positionOf({ offset: 110 })]));
  });

  it('never saves an invalid position: it keeps the old one of that file, and saves the others', (t) => {
    const { folder, diagnostics, store } = createRoom(t);
    const [one, other] = [positionOf({ path: '/one' }), positionOf({ path: '/other' })];
    store.save([one, other]);
    const broken = { ...one, offset: Number.NaN };
    assert.equal(store.save([broken, { ...other, offset: 110 }, positionOf({ path: '/new', size: -1 })]), true);
    assert.equal(store.save([broken, { ...other, offset: 120 }]), true);
    assert.deepEqual(createPositionStore(folder, diagnostics).load(), [one, { ...other, offset: 120 }]);
    assert.match(
      diagnostics.said[0]!,
      /^grave problem: the new position of \/one is invalid \(offset is NaN\), .* is kept; .* report it$/,
    );
    assert.match(diagnostics.said[1]!, /^grave problem: the new position of \/new is invalid \(size is -1\)/);
    assert.equal(diagnostics.said.length, 2);
  });

  it('loses only the position of a bad entry, and takes it from the previous file (27: position file corrupt)', (t) => {
    const { folder, file, diagnostics, store } = createRoom(t);
    const [one, other] = [positionOf({ path: '/one' }), positionOf({ path: '/other' })];
    store.save([one, other]);
    store.save([one, { ...other, offset: 110 }, positionOf({ path: '/new' })]);
    const text = fs.readFileSync(file, 'utf8');
    const damaged = text.replace(/("path":"\/(?:one|new)".*?)"offset":\d+/g, '$1"offset":null');
    fs.writeFileSync(file, damaged);
    const next = createPositionStore(folder, diagnostics);
    assert.deepEqual(next.load(), [{ ...other, offset: 110 }, one]);
    const [first, second, third, ...more] = diagnostics.said;
    assert.match(
      first!,
      /^error: the saved position of \/one in .* is damaged \(offset is null\); podtail continues from the position saved before/,
    );
    assert.match(
      second!,
      /^error: the saved position of \/new in .* is damaged \(offset is null\); podtail has no position for it/,
    );
    assert.match(
      third!,
      /^error: .* holds 2 damaged positions; podtail uses the other 2\. The damaged file is kept as /,
    );
    assert.deepEqual(more, []);
    const aside = fs.readdirSync(folder).find((name) => name.includes('damaged'));
    assert.equal(fs.readFileSync(path.join(folder, aside!), 'utf8'), damaged);
    assert.equal(next.save([one, other]), true);
    assert.deepEqual(createPositionStore(folder, diagnostics).load(), [one, other]);
  });

  it('continues from the previous file if the last one is not a list of positions (27: position file corrupt)', (t) => {
    const { folder, file, diagnostics, store } = createRoom(t);
    store.save([positionOf({ offset: 100 })]);
    store.save([positionOf({ offset: 110 })]);
    fs.writeFileSync(file, '\0'.repeat(200));
    const next = createPositionStore(folder, diagnostics);
    assert.deepEqual(next.load(), [positionOf({ offset: 100 })]);
    assert.match(
      diagnostics.said.join('\n'),
      /^error: .* is damaged \(.*\); podtail continues from .*previous, .* kept as .*$/,
    );
    assert.equal(next.save([positionOf({ offset: 120 })]), true);
    assert.deepEqual(createPositionStore(folder, diagnostics).load(), [positionOf({ offset: 120 })]);
  });

  it('has no positions if somebody deleted the file, even if the previous one exists', (t) => {
    const { folder, file, diagnostics, store } = createRoom(t);
    store.save([positionOf({ offset: 100 })]);
    store.save([positionOf({ offset: 110 })]);
    fs.rmSync(file);
    assert.deepEqual(createPositionStore(folder, diagnostics).load(), []);
  });

  it('creates the folder and the file for the owner only, and leaves no other files', (t) => {
    const { folder, file, store } = createRoom(t);
    store.save([]);
    assert.equal(fs.statSync(folder).mode & 0o777, 0o700);
    assert.equal(fs.statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(fs.readdirSync(folder), ['positions.json']);
  });

  it('writes only what has changed', (t) => {
    const { folder, file, diagnostics, store } = createRoom(t);
    store.save([positionOf()]);
    const { ino } = fs.statSync(file);
    store.save([positionOf()]);
    const next = createPositionStore(folder, diagnostics);
    next.save(next.load());
    assert.equal(fs.statSync(file).ino, ino);
    assert.equal(next.save([]), true);
    assert.notEqual(fs.readFileSync(file, 'utf8'), formatPositions([positionOf()]));
  });

  it('sets a damaged file aside, logs an error, and continues (27: position file corrupt)', (t) => {
    const { folder, file, diagnostics, store } = createRoom(t);
    store.save([positionOf()]);
    fs.truncateSync(file, 40);
    const damaged = fs.readFileSync(file, 'utf8');
    const next = createPositionStore(folder, diagnostics);
    assert.deepEqual(next.load(), []);
    const [aside, ...others] = fs.readdirSync(folder);
    assert.deepEqual(others, []);
    assert.match(aside!, /^positions\.json\.damaged-\d{4}-\d\d-\d\dT\d{6}\.\d{3}Z$/);
    assert.equal(fs.readFileSync(path.join(folder, aside!), 'utf8'), damaged);
    assert.match(
      diagnostics.said.join('\n'),
      /^error: .*positions\.json is damaged \(.*\); all saved positions are lost, and podtail starts without positions: .* kept as .*damaged-.*$/,
    );
    assert.equal(next.save([positionOf()]), true);
    assert.deepEqual(createPositionStore(folder, diagnostics).load(), [positionOf()]);
  });

  it('starts without positions if the file cannot be read, and logs it (27: position file corrupt)', (t) => {
    const { file, diagnostics, store } = createRoom(t);
    fs.mkdirSync(file, { recursive: true });
    assert.deepEqual(store.load(), []);
    assert.match(
      diagnostics.said.join('\n'),
      /^error: .*positions\.json cannot be read, so podtail starts without.*EISDIR/,
    );
  });

  it('ignores and overwrites a file that a crash left half written', (t) => {
    const { folder, temporary, diagnostics, store } = createRoom(t);
    store.save([positionOf()]);
    fs.writeFileSync(temporary, 'x'.repeat(10_000));
    assert.deepEqual(createPositionStore(folder, diagnostics).load(), [positionOf()]);
    store.save([]);
    assert.deepEqual(createPositionStore(folder, diagnostics).load(), []);
    assert.deepEqual(fs.readdirSync(folder), ['positions.json', 'positions.json.previous']);
  });

  it('keeps the saved file on a full disk, logs it once, and saves when there is space (27: position file unwritable)', {
    skip: !fs.existsSync('/dev/full'),
  }, (t) => {
    const { folder, temporary, diagnostics, store } = createRoom(t);
    store.save([positionOf({ offset: 100 })]);
    fs.symlinkSync('/dev/full', temporary);
    assert.equal(store.save([positionOf({ offset: 110 })]), false);
    assert.equal(store.save([positionOf({ offset: 110 })]), false);
    assert.equal(store.save([positionOf({ offset: 120 })]), false);
    assert.deepEqual(createPositionStore(folder, diagnostics).load(), [positionOf({ offset: 100 })]);
    fs.rmSync(temporary);
    assert.equal(store.save([positionOf({ offset: 120 })]), true);
    assert.deepEqual(createPositionStore(folder, diagnostics).load(), [positionOf({ offset: 120 })]);
    const [problem, solved, ...others] = diagnostics.said;
    assert.match(
      problem!,
      /^grave problem: cannot save positions in .*positions\.json \(ENOSPC.*\); .*free space on its disk$/,
    );
    assert.match(solved!, /^solved: positions can be saved in .* again$/);
    assert.deepEqual(others, []);
  });

  it('keeps the saved file if the disk fails, and saves when the disk works again (27: position file unwritable)', (t) => {
    const { folder, diagnostics, store } = createRoom(t);
    store.save([positionOf({ offset: 100 })]);
    const failing = t.mock.method(fs, 'fsyncSync', () => {
      throw Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO' });
    });
    assert.equal(store.save([positionOf({ offset: 110 })]), false);
    failing.mock.restore();
    assert.deepEqual(createPositionStore(folder, diagnostics).load(), [positionOf({ offset: 100 })]);
    assert.match(diagnostics.said[0]!, /^grave problem: cannot save positions in .*EIO.*check its disk for errors/);
    assert.equal(store.save([positionOf({ offset: 120 })]), true);
    assert.deepEqual(createPositionStore(folder, diagnostics).load(), [positionOf({ offset: 120 })]);
  });

  it('continues from the previous file if the disk cannot read the last one (27: position file unwritable)', (t) => {
    const { folder, file, diagnostics, store } = createRoom(t);
    store.save([positionOf({ offset: 100 })]);
    store.save([positionOf({ offset: 110 })]);
    const read = fs.readFileSync;
    t.mock.method(fs, 'readFileSync', (name: string, encoding: 'utf8') => {
      if (name !== file) return read(name, encoding);
      throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
    });
    assert.deepEqual(createPositionStore(folder, diagnostics).load(), [positionOf({ offset: 100 })]);
    assert.match(diagnostics.said[0]!, /^error: .*cannot be read, so podtail continues from .*previous, .*EIO/);
  });

  it('saves the older positions too after a save that failed', { skip: !fs.existsSync('/dev/full') }, (t) => {
    const { temporary, diagnostics, store } = createRoom(t);
    store.save([]);
    fs.symlinkSync('/dev/full', temporary);
    store.save([positionOf()]);
    fs.rmSync(temporary);
    assert.equal(store.save([]), true);
    assert.match(diagnostics.said.at(-1)!, /^solved:/);
  });

  it('creates a missing folder again, and logs it if it cannot (27: position file unwritable)', (t) => {
    const { folder, diagnostics, store } = createRoom(t);
    store.save([]);
    fs.rmSync(folder, { recursive: true });
    assert.equal(store.save([positionOf({ offset: 100 })]), true);
    fs.rmSync(folder, { recursive: true });
    fs.writeFileSync(folder, 'a file');
    assert.equal(store.save([positionOf({ offset: 110 })]), false);
    assert.match(diagnostics.said.join('\n'), /^grave problem: cannot save positions in /);
    fs.rmSync(folder);
    assert.equal(store.save([positionOf({ offset: 110 })]), true);
  });

  it('keeps only the positions of existing files (28: state grows for ever)', (t) => {
    const { folder, file, diagnostics, store } = createRoom(t);
    const many = Array.from({ length: 10_000 }, (_, index) => positionOf({ inode: `${index}` }));
    store.save(many);
    assert.equal(createPositionStore(folder, diagnostics).load().length, 10_000);
    store.save(many.slice(0, 3));
    assert.ok(fs.statSync(file).size < 2000);
    assert.deepEqual(fs.readdirSync(folder), ['positions.json', 'positions.json.previous']);
  });

  it('has the whole last or the whole next save after kill -9 at any time (27: position file corrupt)', async (t) => {
    const { folder, diagnostics, store } = createRoom(t);
    for (let round = 1; round <= 8; round++) {
      const child = fork(saver, [folder]);
      t.after(() => child.kill('SIGKILL'));
      let saved = 0;
      child.on('message', (offset) => {
        saved = Number(offset);
        if (saved >= round * 3) child.kill('SIGKILL');
      });
      await once(child, 'close');
      const loaded = store.load();
      assert.equal(loaded.length, 200);
      const offset = loaded[0]!.offset;
      assert.ok(offset >= saved, `saved ${saved}, loaded ${offset}`);
      assert.ok(loaded.every((position) => position.offset === offset));
    }
    assert.deepEqual(diagnostics.said, []);
  });
});
