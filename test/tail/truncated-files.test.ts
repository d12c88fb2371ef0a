import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createTailRoom, followFile, PARTIAL_TIMEOUT } from '../support/tail-room.js';

const ID_A = 'a'.repeat(64);
/** Longer than a rotated file must be quiet. */
const QUIET = 300;

/** Lets something happen on the node before or after a folder is listed the second time: a look lists it twice. */
function atSecondListing(t: TestContext, events: { readonly before?: () => void; readonly after?: () => void }): void {
  const list = fs.readdirSync.bind(fs) as (folder: string) => string[];
  let listings = 0;
  t.mock.method(fs, 'readdirSync', (folder: string) => {
    const isSecond = ++listings === 2;
    if (isSecond) events.before?.();
    const names = list(folder);
    if (isSecond) events.after?.();
    return names;
  });
}

describe('a file that was copied and truncated before its first read (6: copytruncate: lost, disordered)', () => {
  const long = 'x'.repeat(1_100);
  const cases: readonly (readonly [name: string, before: string, after: string, expected: readonly string[]])[] = [
    ['whose first line was only half there', 'a half line', 'new\n', ['a half line…', 'new']],
    ['which was longer then', 'one\ntwo\n', 'one\n', ['one', 'two', 'one']],
    [
      'whose first line is longer than what it is known by',
      `${long}\n`,
      `new\n${long}${long}\n`,
      [long, 'new', `${long}${long}`],
    ],
  ];
  for (const [name, before, after, expected] of cases) {
    it(`${name}, is read in the copy first, though the read comes before the next look`, async (t) => {
      const room = createTailRoom(t, { readCapacity: 4096, longestRead: 4096 });
      const file = path.join(room.folder, 'a.log');
      fs.writeFileSync(file, before);
      room.room = false;
      room.add(file);
      await room.sweep();
      fs.copyFileSync(file, `${file}.1`);
      fs.writeFileSync(file, after);
      room.room = true;
      room.tailer.resume();
      await room.untilPause();
      for (let sweeps = 0; sweeps < 4; sweeps++) await room.sweep(300);
      assert.deepEqual(room.take(), expected);
    });
  }
});

describe('the pieces of a waiting line when the file is truncated (6: copytruncate)', () => {
  /** As logrotate does that keeps one copy. */
  function rotate(file: string, next: string): void {
    fs.copyFileSync(file, `${file}.1`);
    fs.writeFileSync(file, next);
  }

  it('are shipped if a copy was missed since, though nothing in it was read', async (t) => {
    const { room, file } = await followFile(t, 'one\n');
    rotate(file, '');
    for (let sweeps = 0; sweeps < 3; sweeps++) await room.sweep(300);
    assert.equal(room.flushes, 0, 'the copy is there');
    fs.appendFileSync(file, 'missed\n');
    rotate(file, 'two\n');
    rotate(file, 'three\n');
    for (let sweeps = 0; sweeps < 3; sweeps++) await room.sweep(300);
    assert.deepEqual(room.take(), ['one', 'two', 'three']);
    assert.equal(room.flushes, 1);
  });

  it('are shipped if a copy was missed, though the present file is just being copied', async (t) => {
    const { room, file } = await followFile(t, 'one\n');
    fs.appendFileSync(file, 'two\n');
    rotate(file, 'missed\n');
    const before = (): void => {
      fs.rmSync(`${file}.1`);
      fs.writeFileSync(file, 'three\n');
      fs.copyFileSync(file, `${file}.1`);
    };
    atSecondListing(t, { before });
    for (let sweeps = 0; sweeps < 3; sweeps++) await room.sweep(300);
    assert.deepEqual(room.take(), ['one', 'two', 'three']);
    assert.equal(room.flushes, 2, 'before the copy, which has no name any more, and behind it');
  });

  it('continue in the copy after an unrecognisable empty file', async (t) => {
    const { room, file } = await followFile(t, 'one\n');
    fs.writeFileSync(`${file}.2.gz`, gzipSync(''));
    fs.appendFileSync(file, 'two\n');
    rotate(file, 'three\n');
    for (let sweeps = 0; sweeps < 3; sweeps++) await room.sweep(300);
    assert.deepEqual(room.take(), ['one', 'two', 'three']);
    assert.equal(room.flushes, 0);
  });
});

describe('a file that was empty at the last look, and is empty again (6: copytruncate: lost)', () => {
  it('is searched for in the copies at once, before the next rotation deletes them', async (t) => {
    const { room, file } = await followFile(t, '');
    fs.writeFileSync(`${file}.1`, 'one\n');
    fs.writeFileSync(file, '');
    fs.utimesSync(file, 2_000_000_000, 2_000_000_000);
    await room.sweep();
    await room.sweep(300);
    assert.deepEqual(room.take(), ['one']);
  });

  it('also if its clock did not advance since that look (model, copytruncate 434 and 491)', async (t) => {
    const { room, file } = await followFile(t, '');
    const second = 2_000_000_000;
    const touch = (): void => fs.utimesSync(file, second, second);
    touch();
    room.wallTime = second * 1_000 + 5;
    await room.sweep();
    fs.writeFileSync(`${file}.1`, 'one\n');
    fs.writeFileSync(file, '');
    touch();
    await room.sweep();
    await room.sweep(300);
    assert.deepEqual(room.take(), ['one']);
  });
});

describe('a file that is copied and truncated right after a look at its log (6: copytruncate)', () => {
  /** Longer than what stood there: its size does not tell. */
  const next = 'three\nfour\n';

  it('is read in the copy first (lost, disordered)', async (t) => {
    const room = createTailRoom(t);
    const file = path.join(room.folder, 'a.log');
    fs.writeFileSync(file, 'one\n');
    const after = (): void => {
      fs.copyFileSync(file, `${file}.1`);
      fs.writeFileSync(file, next);
    };
    atSecondListing(t, { after });
    room.add(file);
    for (let sweeps = 0; sweeps < 3; sweeps++) await room.sweep(300);
    assert.deepEqual(room.take(), ['one', 'three', 'four']);
  });

  it('continues in the copy with the next podtail (duplicated)', async (t) => {
    const { room, file } = await followFile(t, 'one\n');
    const remembered = room.tailer.positions();
    room.tailer.close(false);
    fs.appendFileSync(file, 'two\n');
    const after = (): void => {
      fs.copyFileSync(file, `${file}.1`);
      fs.writeFileSync(file, next);
    };
    atSecondListing(t, { after });
    const later = createTailRoom(t, { folder: room.folder, remembered });
    later.add(file);
    for (let sweeps = 0; sweeps < 3; sweeps++) await later.sweep(300);
    assert.deepEqual(later.take(), ['two', 'three', 'four']);
    assert.equal(later.counters.abandonedBytes, 0);
  });
});

describe('a file that begins as before it was copied and truncated, for longer than its known beginning (6: copytruncate)', () => {
  it('is read in the copy first, though the read comes before the next look (torture 5004)', async (t) => {
    const alike = 'x'.repeat(1_100);
    const room = createTailRoom(t, { readCapacity: 4096, longestRead: 4096 });
    const file = path.join(room.folder, 'a.log');
    fs.writeFileSync(file, `${alike}1\n`);
    room.room = false;
    room.add(file);
    await room.sweep();
    fs.copyFileSync(file, `${file}.1`);
    fs.writeFileSync(file, `${alike}2\nmore\n`);
    room.room = true;
    room.tailer.resume();
    await room.untilPause();
    for (let sweeps = 0; sweeps < 4; sweeps++) await room.sweep(300);
    assert.deepEqual(room.take(), [`${alike}1`, `${alike}2`, 'more']);
  });
});

describe('a file without a complete line at the look (6: copytruncate)', () => {
  it('has other ids for its records after each truncation, though it begins as before', async (t) => {
    const { room, file } = await followFile(t, 'same\nsame\n');
    for (let times = 0; times < 3; times++) {
      fs.writeFileSync(file, '');
      await room.sweep();
      fs.appendFileSync(file, 'same\n');
      await room.sweep();
    }
    assert.equal(new Set(room.begun.map(({ id }) => id)).size, 4);
  });

  for (const [what, start] of [
    ['empty', ''],
    ['the half of one', 'on'],
  ] as const) {
    it(`does not count as lost when more is written to it: ${what}`, async (t) => {
      const { room, file } = await followFile(t, start);
      fs.writeFileSync(file, 'one\n');
      await room.sweep();
      assert.deepEqual(room.take(), ['one']);
      assert.deepEqual([room.counters.abandonedBytes, room.diagnostics.said], [0, []]);
    });

    it(`is read in its copies first, with any present content: ${what} (torture 5001)`, async (t) => {
      const { room, file } = await followFile(t, start);
      fs.writeFileSync(`${file}.2`, 'one\n');
      fs.writeFileSync(`${file}.1`, 'once\n');
      fs.writeFileSync(file, 'only\nnow\n');
      for (let sweeps = 0; sweeps < 4; sweeps++) await room.sweep(300);
      assert.deepEqual(room.take(), ['one', 'once', 'only', 'now']);
    });
  }

  it('is shipped as it is if its rest does not come', async (t) => {
    const { room, file } = await followFile(t, 'on');
    await room.sweep(PARTIAL_TIMEOUT - 1);
    assert.deepEqual(room.take(), []);
    await room.sweep(1);
    fs.appendFileSync(file, 'e\n');
    await room.sweep();
    assert.deepEqual(room.take(), ['on…', 'e']);
  });

  it('is read after its copies, though the link leads to another log now (torture 5006)', async (t) => {
    const room = createTailRoom(t, { readCapacity: 4096, longestRead: 4096 });
    const [log, old, next] = ['a.log', 'old/a.log', 'next/a.log'].map((name) => path.join(room.folder, name)) as [
      string,
      string,
      string,
    ];
    for (const file of [old, next]) fs.mkdirSync(path.dirname(file));
    const line = (second: number): string => `2026-01-01T00:00:0${second}Z stdout F ${second}\n`;
    fs.writeFileSync(old, '');
    fs.symlinkSync(old, log);
    room.add(log, { containerId: 'a'.repeat(64) });
    await room.sweep();
    fs.writeFileSync(old, line(1));
    fs.copyFileSync(old, `${old}.1`);
    fs.writeFileSync(old, line(2));
    fs.writeFileSync(next, line(3));
    fs.rmSync(log);
    fs.symlinkSync(next, log);
    for (let sweeps = 0; sweeps < 4; sweeps++) await room.sweep(300);
    assert.deepEqual(
      room.take().map((text) => text.at(-1)),
      ['1', '2', '3'],
    );
  });
});

describe('a followed file that is truncated', () => {
  it('starts again at 0 when the file is truncated, and counts unread bytes', async (t) => {
    const { room, file } = await followFile(t, 'one\ntwo\nha');
    fs.truncateSync(file, 0);
    fs.appendFileSync(file, 'new\n');
    await room.sweep();
    assert.deepEqual(room.take(), ['one', 'two', 'new']);
    assert.equal(room.counters.truncations, 1);
    assert.equal(room.counters.abandonedBytes, 2);
  });

  const regrown: readonly (readonly [name: string, lines: string])[] = [
    ['past its old size', 'new one\nnew two\nnew three\n'],
    ['to its old size', 'ONE\nTWO\nX\n'],
    ['past its old size, with the same first line', 'one\nTWO\nthree\n'],
  ];

  for (const [name, lines] of regrown) {
    it(`starts again at 0 when the file is truncated and grows ${name} before the next look (6: copytruncate: stuck, duplicated, lost)`, async (t) => {
      const { room, file } = await followFile(t, 'one\ntwo\nha');
      fs.truncateSync(file, 0);
      fs.appendFileSync(file, lines);
      await room.sweep();
      assert.deepEqual(room.take(), ['one', 'two', ...lines.trimEnd().split('\n')]);
      assert.deepEqual([room.counters.truncations, room.counters.abandoned.truncated], [1, 2]);
    });
  }

  it('starts again at 0 when a file of whole lines is rewritten to its old size (6: copytruncate)', async (t) => {
    const room = createTailRoom(t);
    const file = path.join(room.folder, 'a.log');
    fs.writeFileSync(file, 'one\n');
    room.add(file);
    for (const line of ['two', 'six', 'ten']) {
      await room.sweep();
      fs.truncateSync(file, 0);
      fs.appendFileSync(file, `${line}\n`);
    }
    await room.sweep();
    assert.deepEqual(room.take(), ['one', 'two', 'six', 'ten']);
  });

  it('continues in the copy with what was unread before the truncation, and then reads the live file again (6: copytruncate: lost)', async (t) => {
    const { room, file } = await followFile(t, 'one\ntwo\nha');
    fs.appendFileSync(file, 'lf\n');
    fs.copyFileSync(file, `${file}.1`);
    fs.truncateSync(file, 0);
    fs.appendFileSync(file, 'new\n');
    await room.sweep();
    await room.sweep(QUIET);
    assert.deepEqual(room.take(), ['one', 'two', 'half', 'new']);
    assert.deepEqual([room.counters.truncations, room.counters.abandonedBytes], [1, 0]);
    assert.equal(room.flushes, 0, 'the pieces of a line go on in the copy');
  });

  for (const [name, lines] of [
    ['is shorter', 'new\n'],
    ['has grown past its old size', 'new one\nnew two\nnew three\n'],
  ] as const) {
    it(`that was unread is read in the copy, if it was truncated and ${name} (6: copytruncate: lost)`, async (t) => {
      const room = createTailRoom(t);
      const file = path.join(room.folder, 'a.log');
      fs.writeFileSync(file, 'one\ntwo\n');
      room.room = false;
      room.add(file);
      await room.sweep();
      fs.copyFileSync(file, `${file}.1`);
      fs.truncateSync(file, 0);
      fs.appendFileSync(file, lines);
      await room.sweep();
      room.room = true;
      await room.sweep();
      await room.sweep(QUIET);
      assert.deepEqual(room.take(), ['one', 'two', ...lines.trimEnd().split('\n')]);
      assert.equal(room.counters.abandonedBytes, 0);
    });
  }

  it('does not read the copies again after a restart (6: copytruncate: duplicated)', async (t) => {
    const { room, file } = await followFile(t, 'one\n');
    for (const line of ['two', 'three']) {
      if (fs.existsSync(`${file}.1`)) fs.renameSync(`${file}.1`, `${file}.2`);
      fs.copyFileSync(file, `${file}.1`);
      fs.truncateSync(file, 0);
      fs.appendFileSync(file, `${line}\n`);
      await room.sweep();
      await room.sweep(QUIET);
    }
    assert.deepEqual(room.take(), ['one', 'two', 'three']);
    const remembered = room.tailer.positions();
    room.tailer.close(true);
    const next = createTailRoom(t, { folder: room.folder, remembered });
    fs.appendFileSync(file, 'four\n');
    next.add(file);
    await next.sweep();
    await next.sweep(QUIET);
    assert.deepEqual(next.take(), ['four']);
  });

  it('recognises the copy of a short file, to which lines came between the copy and the truncation (6: copytruncate: duplicated)', async (t) => {
    const { room, file } = await followFile(t, 'one\n');
    fs.appendFileSync(file, 'two\n');
    await room.sweep();
    fs.copyFileSync(file, `${file}.1`);
    fs.appendFileSync(file, 'three\n');
    await room.sweep();
    fs.truncateSync(file, 0);
    fs.appendFileSync(file, 'four\n');
    await room.sweep();
    assert.deepEqual(room.take(), ['one', 'two', 'three', 'four']);
  });

  it('recognises the copy of a file that was empty when it was opened (6: copytruncate: duplicated)', async (t) => {
    const { room, file } = await followFile(t, '', { containerId: ID_A });
    for (const line of ['one', 'two', 'three']) {
      fs.appendFileSync(file, `${line}\n`);
      await room.sweep();
      if (fs.existsSync(`${file}.1`)) fs.renameSync(`${file}.1`, `${file}.2`);
      fs.copyFileSync(file, `${file}.1`);
      fs.truncateSync(file, 0);
      await room.sweep();
    }
    assert.deepEqual(room.take(), ['one', 'two', 'three']);
  });

  it('reads the copies first if the file was empty at the last look, and was copied and truncated since (6: copytruncate: lost)', async (t) => {
    const { room, file } = await followFile(t, '', { containerId: ID_A });
    fs.writeFileSync(`${file}.2`, 'one\n');
    fs.writeFileSync(`${file}.1`, 'two\n');
    fs.appendFileSync(file, 'three\n');
    await room.sweep();
    assert.deepEqual(room.take(), ['one', 'two', 'three']);
  });

  it('starts again at 0 when a watch event comes first (6: copytruncate)', async (t) => {
    const { room, file } = await followFile(t, `${'old line\n'.repeat(200)}`);
    room.take();
    for (const round of [1, 2]) {
      const lines = Array.from({ length: 300 }, (_, number) => `${round}.${number} ${'x'.repeat(number % 10)}`);
      fs.truncateSync(file, 0);
      fs.appendFileSync(file, `${lines.join('\n')}\n`);
      await room.hint('a.log');
      assert.deepEqual(room.take(), lines);
    }
  });
});
