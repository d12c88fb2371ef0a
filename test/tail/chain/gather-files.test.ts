import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createAllowedFolders } from '../../../src/os/allowed-folders.js';
import { type GatheredFiles, gatherFiles, gatherLeft } from '../../../src/tail/chain/gather-files.js';
import { KeptFiles } from '../../../src/tail/chain/kept-files.js';
import type { OpenFile } from '../../../src/tail/chain/open-file.js';
import { OpenFiles } from '../../../src/tail/files/open-files.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

/** What happens on the node just before the file of that number is opened: 1 for the first. */
type Events = Readonly<Record<number, () => void>>;

class EventfulFiles extends OpenFiles {
  readonly #events: Events;
  #opened = 0;

  constructor(events: Events) {
    super(1_000);
    this.#events = events;
  }

  override makeRoom(): void {
    this.#events[++this.#opened]?.();
  }
}

interface Room {
  readonly live: string;
  /**
   * What the files of that look hold, the live one last.
   *
   * @param whilePaused what happens while the look is held up
   */
  gather(events?: Events, whilePaused?: () => void): string[] | string;
  /** Docker's rotation: of that many files, the live one included. */
  rotate(maxFiles: number): void;
}

const now = (): number => 0;

function createRoom(t: TestContext, contents: readonly string[]): Room {
  const folder = temporaryFolder(t);
  const live = path.join(folder, '0.log');
  const kept = new KeptFiles();
  let number = contents.length;
  t.after(() => kept.close());
  const nameOf = (age: number): string => (age === 0 ? live : `${live}.${age}`);
  for (const [index, content] of contents.entries()) fs.writeFileSync(nameOf(contents.length - 1 - index), content);

  return {
    live,
    gather(events = {}, whilePaused = () => {}) {
      const pause = (): boolean => {
        whilePaused();
        return true;
      };
      const options = { readRules: createAllowedFolders([folder]), openFiles: new EventfulFiles(events), pause, now };
      const contents = gatherFiles(live, options, kept, contentsOf);
      return 'reason' in contents ? contents.reason : contents;
    },
    rotate(maxFiles) {
      fs.rmSync(nameOf(maxFiles - 1), { force: true });
      for (let age = maxFiles - 2; age >= 0; age--) {
        if (fs.existsSync(nameOf(age))) fs.renameSync(nameOf(age), nameOf(age + 1));
      }
      fs.writeFileSync(live, `${number++}\n`);
    },
  };
}

function contentsOf({ rotated, live }: GatheredFiles): string[] {
  return [...rotated, live].map((file) => {
    const content = contentOf(file);
    file.bytes.close();
    const about = [content.trim(), ...(file.isVanished ? ['vanished'] : []), ...missing(file)];
    return about.join(', ');
  });
}

function missing({ missingBefore = 0 }: OpenFile): string[] {
  return missingBefore > 0 ? [`behind ${missingBefore} missing`] : [];
}

function contentOf({ bytes }: OpenFile): string {
  const buffer = Buffer.alloc(1_000);
  return buffer.toString('utf8', 0, bytes.read(buffer, buffer.length, 0));
}

/** The file system's clock stands still for some milliseconds. */
function untilTheClockMoves(file: string): void {
  const { birthtimeMs } = fs.statSync(file);
  const probe = `${file}-probe`;
  do fs.writeFileSync(probe, '');
  while (fs.statSync(probe).mtimeMs === birthtimeMs);
  fs.rmSync(probe);
}

describe('the files of a log', () => {
  it('are listed oldest first', (t) => {
    assert.deepEqual(createRoom(t, ['0\n', '1\n', '2\n']).gather(), ['0', '1', '2']);
  });

  it('that were opened are kept when the next rotations delete them while others are opened', (t) => {
    const room = createRoom(t, ['0\n', '1\n', '2\n']);
    const rotate = (): void => room.rotate(3);
    // The live one and the oldest are open when the rotations begin.
    assert.deepEqual(room.gather({ 3: rotate, 4: rotate, 5: rotate }), ['0, vanished', '2, vanished', '3', '4', '5']);
  });

  it('include the live one that was rotated and deleted right after it was opened', (t) => {
    const room = createRoom(t, ['0\n', '1\n']);
    const rotateTwice = (): void => {
      // An inode that is given to another file is told by the time.
      untilTheClockMoves(room.live);
      room.rotate(2);
      room.rotate(2);
    };
    assert.deepEqual(room.gather({ 2: rotateTwice }), ['1, vanished', '2', '3']);
  });

  it('are listed once if one is compressed while they are opened', (t) => {
    const room = createRoom(t, ['0\n', '1\n', '2\n', '3\n']);
    const second = `${room.live}.2`;
    const compress = (): void => {
      fs.writeFileSync(`${second}.gz`, gzipSync(fs.readFileSync(second)));
      fs.rmSync(second);
    };
    // The live one, the oldest and this one are open then.
    assert.deepEqual(room.gather({ 4: compress }), ['0', '1', '2', '3']);
  });

  it('are distinguished from a compressed one that is being written and opened under another name', (t) => {
    const room = createRoom(t, ['0\n', '1\n']);
    const first = `${room.live}.1`;
    const compress = (): void => {
      fs.writeFileSync(`${first}.gz`, gzipSync(fs.readFileSync(first)));
      fs.rmSync(first);
    };
    compress();
    const compressNext = (): void => {
      fs.renameSync(`${first}.gz`, `${room.live}.2.gz`);
      room.rotate(2);
      fs.writeFileSync(`${first}.gz`, gzipSync(fs.readFileSync(first)).subarray(0, 5));
    };
    assert.deepEqual(room.gather({ 2: compressNext }), ['0', '1', '2']);
  });

  it('follow a deleted one whose number is missing in all looks (13: a container is being deleted)', (t) => {
    const room = createRoom(t, ['0\n', '1\n', '2\n', '3\n']);
    fs.rmSync(`${room.live}.2`);
    fs.rmSync(`${room.live}.1`);
    assert.deepEqual(room.gather(), ['0', '3, behind 2 missing']);
  });

  it('follow each other if a rotation ends during the wait for it', (t) => {
    const room = createRoom(t, ['0\n', '1\n', '2\n']);
    fs.renameSync(`${room.live}.2`, `${room.live}.3`);
    fs.renameSync(`${room.live}.1`, `${room.live}.2`);
    const goOn = (): void => {
      fs.renameSync(room.live, `${room.live}.1`);
      fs.writeFileSync(room.live, '3\n');
    };
    let pauses = 0;
    assert.deepEqual(
      room.gather({}, () => {
        if (++pauses === 2) goOn();
      }),
      ['0', '1', '2', '3'],
    );
  });

  it('are looked at twice at most if the looks take long and the files are renamed all the time', (t) => {
    const folder = temporaryFolder(t);
    const live = path.join(folder, '0.log');
    const kept = new KeptFiles();
    t.after(() => kept.close());
    fs.writeFileSync(live, '0\n');
    let [renamed, time] = [0, 0];
    const openFiles = new EventfulFiles({});
    openFiles.makeRoom = () => {
      fs.renameSync(live, `${live}.${++renamed}`);
      fs.writeFileSync(live, `${renamed}\n`);
    };
    const slowly = { readRules: createAllowedFolders([folder]), openFiles, pause: () => true, now: () => (time += 30) };
    const gathered = gatherFiles(live, slowly, kept, () => assert.fail('it never stands still'));
    assert.match('reason' in gathered ? gathered.reason : '', /rotated too fast/);
    // Two looks open the live file and the one that was renamed before.
    assert.equal(renamed, 4);
  });

  it('that are deleted while they are opened follow their copies, which are younger (torture 4004: copytruncate: disordered)', (t) => {
    const folder = temporaryFolder(t);
    const live = path.join(folder, '0.log');
    const kept = new KeptFiles();
    t.after(() => kept.close());
    fs.writeFileSync(live, '0\n');
    untilTheClockMoves(live);
    fs.copyFileSync(live, `${live}.1`);
    untilTheClockMoves(`${live}.1`);
    fs.writeFileSync(live, '1\n');
    const options = {
      readRules: createAllowedFolders([folder]),
      openFiles: new EventfulFiles({}),
      pause: () => true,
      now,
    };
    const list = fs.readdirSync.bind(fs) as (folder: string) => string[];
    t.mock.method(fs, 'readdirSync', (listed: string) => {
      fs.rmSync(live, { force: true });
      return list(listed);
    });
    gatherFiles(live, options, kept, () => assert.fail('it is deleted'));
    gatherLeft(live, options, kept);
    assert.deepEqual(
      kept.take().map((file) => contentOf(file).trim()),
      ['0', '1'],
    );
  });

  it('that the path is moved to while they are opened are found again after a rotation, though they were closed (model, docker 3148)', (t) => {
    const folder = temporaryFolder(t);
    const [log, old, live] = ['0.log', 'old/0.log', 'new/0.log'].map((name) => path.join(folder, name)) as [
      string,
      string,
      string,
    ];
    for (const file of [old, live]) {
      fs.mkdirSync(path.dirname(file));
      fs.writeFileSync(file, `${path.basename(path.dirname(file))}\n`);
    }
    fs.symlinkSync(old, log);
    const relink = (): void => {
      fs.rmSync(log);
      fs.symlinkSync(live, log);
    };
    const openFiles = new EventfulFiles({ 1: relink });
    const kept = new KeptFiles();
    const options = { readRules: createAllowedFolders([folder]), openFiles, pause: () => true, now };
    const file = gatherFiles(log, options, kept, (files) => files.live);
    assert.ok('bytes' in file);
    t.after(() => file.bytes.close());
    assert.ok(file.bytes.suspend());
    fs.renameSync(live, `${live}.1`);
    assert.equal(contentOf(file), 'new\n');
  });

  it('that are rotated all the time are not sorted, but kept for the next look', (t) => {
    const room = createRoom(t, ['0\n']);
    const always = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [index + 1, () => room.rotate(2)]));
    assert.match(room.gather(always) as string, /rotated too fast/);
    const found = room.gather() as string[];
    assert.ok(found.length > 50);
    const numbers = found.map((content) => Number.parseInt(content, 10));
    assert.deepEqual(
      numbers,
      numbers.toSorted((one, other) => one - other),
    );
    assert.equal(new Set(numbers).size, numbers.length);
  });

  it('that are rotated all the time are not each checked for their age at every try', (t) => {
    const room = createRoom(t, ['0\n']);
    const always = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [index + 1, () => room.rotate(2)]));
    const asked = t.mock.method(fs, 'fstatSync').mock;
    room.gather(always);
    asked.restore();
    const opened = room.gather().length;
    assert.ok(asked.callCount() < 10 * opened, `${asked.callCount()} times, for ${opened} files`);
  });
});
