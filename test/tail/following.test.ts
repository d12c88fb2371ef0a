import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { createTailRoom, followFile, PARTIAL_TIMEOUT } from '../support/tail-room.js';

/** Longer than a rotated file must be quiet. */
const QUIET = 300;

describe('following a file', () => {
  it('returns its lines, and then added lines', async (t) => {
    const { room, file } = await followFile(t, 'one\ntwo\n');
    assert.deepEqual(room.take(), ['one', 'two']);
    fs.appendFileSync(file, 'three\n');
    await room.sweep();
    assert.deepEqual(room.take(), ['three']);
    assert.equal(room.counters.bytesRead, fs.statSync(file).size);
  });

  it('begins at the end if configured, and returns what is added later', async (t) => {
    const room = createTailRoom(t);
    const file = path.join(room.folder, 'a.log');
    fs.writeFileSync(file, 'old\n');
    room.add(file, { atEnd: true });
    await room.sweep();
    fs.appendFileSync(file, 'new\n');
    await room.sweep();
    assert.deepEqual(room.take(), ['new']);
  });

  it('does not return a half line until its newline comes', async (t) => {
    const { room, file } = await followFile(t, 'one\nha');
    assert.deepEqual(room.take(), ['one']);
    fs.appendFileSync(file, 'lf\n');
    await room.sweep();
    assert.deepEqual(room.take(), ['half']);
  });

  it('returns a half line after a timeout, and its rest later without a duplicate (23: last line without newline)', async (t) => {
    const { room, file } = await followFile(t, 'ha');
    await room.sweep(PARTIAL_TIMEOUT / 2);
    assert.deepEqual(room.take(), []);
    await room.sweep(PARTIAL_TIMEOUT);
    assert.deepEqual(room.take(), ['ha…']);
    fs.appendFileSync(file, 'lf\nnext\n');
    await room.sweep();
    assert.deepEqual(room.take(), ['lf', 'next']);
  });

  it('waits again when a half line grows', async (t) => {
    const room = createTailRoom(t);
    const file = path.join(room.folder, 'a.log');
    fs.writeFileSync(file, 'h');
    room.add(file);
    for (const letter of 'alf') {
      await room.sweep(PARTIAL_TIMEOUT - 1);
      fs.appendFileSync(file, letter);
    }
    await room.sweep(PARTIAL_TIMEOUT - 1);
    assert.deepEqual(room.take(), []);
  });

  it('reads a line that is longer than a read, and cuts one above the limit', async (t) => {
    const { room } = await followFile(t, `short\n${'x'.repeat(30)}\n${'y'.repeat(32)}zzz\nnext\n`, {
      readCapacity: 16,
      longestRead: 32,
    });
    assert.deepEqual(room.take(), ['short', 'x'.repeat(30), `${'y'.repeat(32)}✂`, 'zzz', 'next']);
  });
});

describe('reading once', () => {
  it('returns everything that exists, also half lines, and closes each file', async (t) => {
    const room = createTailRoom(t, { once: true });
    const files = ['a.log', 'b.log'].map((name) => path.join(room.folder, name));
    for (const file of files) {
      fs.writeFileSync(file, `${path.basename(file)}\nhalf`);
      room.add(file);
    }
    await room.sweep();
    assert.deepEqual(room.take().sort(), ['a.log', 'b.log', 'half…', 'half…']);
  });
});

describe('a path that is missing for a moment', () => {
  it('causes no warning, and is read when a file appears (11: blind between the rename and the create)', async (t) => {
    const room = createTailRoom(t);
    const file = path.join(room.folder, 'a.log');
    fs.writeFileSync(file, '');
    room.add(file);
    await room.sweep();
    fs.appendFileSync(file, 'one\n');
    fs.renameSync(file, `${file}.1`);
    await room.hint('a.log');
    fs.writeFileSync(file, 'two\n');
    await room.sweep(QUIET);
    await room.sweep(QUIET);
    assert.deepEqual(room.take(), ['one', 'two']);
    assert.deepEqual(room.diagnostics.said, []);
  });
});
