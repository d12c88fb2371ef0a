import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { createClaims } from '../../../src/tail/chain/claims.js';
import type { Estate } from '../../../src/tail/chain/past-files.js';
import { NO_BYTES } from '../../../src/tail/files/file-identity.js';
import { createTailRoom } from '../../support/tail-room.js';

const TARGET = '/docker/id-json.log';
const [LINK, OTHER] = ['/pods/0.log', '/containers/web.log'];
const yes = (): boolean => true;
const fileOf = (inode: number, target = TARGET) => ({ device: 1n, inode: BigInt(inode), target });

/** What a log leaves that has read those files. */
function estateOf(...inodes: number[]): Estate {
  const rest = { head: NO_BYTES, offset: 10, before: NO_BYTES, size: 10, done: true };
  return { known: inodes.map((inode) => ({ ...fileOf(inode), ...rest })), unsettled: new Map() };
}

describe('two logs whose paths lead to the same file', () => {
  it('the first one owns the file after a rotation, whichever is checked first (5: the whole file is read again)', () => {
    const claims = createClaims();
    const open = [fileOf(1)];
    assert.equal(claims.claimLive(fileOf(1), LINK, yes, open), undefined);
    assert.equal(claims.claimLive(fileOf(1), OTHER, yes, []), LINK);
    assert.equal(claims.claimLive(fileOf(2), OTHER, yes, []), LINK);
    assert.equal(claims.claimLive(fileOf(2), LINK, yes, open), undefined);
  });

  it('the other one owns it, with what the first knew, when the first has no file of it open any more', () => {
    const claims = createClaims();
    const open = [fileOf(1), fileOf(2)];
    for (const file of open) claims.claimLive(file, LINK, yes, open);
    claims.claimLive(fileOf(2), OTHER, yes, []);
    assert.ok(claims.isAwaited(fileOf(2), LINK));
    open.shift();
    claims.release(fileOf(1), LINK, open, () => assert.fail('it goes on there'));
    assert.equal(claims.inherit(OTHER), undefined);
    open.shift();
    const estate = estateOf(1, 2);
    claims.release(fileOf(2), LINK, open, () => estate);
    assert.equal(claims.claimLive(fileOf(2), OTHER, yes, []), undefined);
    assert.equal(claims.inherit(OTHER), estate);
    assert.equal(claims.inherit(OTHER), undefined);
  });

  it('the first one does not get back outdated knowledge that the other waited for: its inodes may belong to other files now (10: inode reuse)', () => {
    const claims = createClaims();
    const rotated = fileOf(1, `${TARGET}.1`);
    claims.claim(rotated, LINK, yes);
    claims.claimLive(rotated, OTHER, yes, []);
    claims.release(rotated, LINK, [], () => estateOf(1));
    assert.equal(claims.claimLive(fileOf(1), LINK, yes, []), undefined);
    assert.equal(claims.inherit(LINK), undefined);
  });

  it('the waiting one goes on to wait if the path of the first leads to the same new file: both links were moved (26: order lost)', () => {
    const claims = createClaims((log) => log === LINK);
    const open = [fileOf(1)];
    claims.claimLive(fileOf(1), LINK, yes, open);
    claims.claimLive(fileOf(1), OTHER, yes, []);
    const next = fileOf(2, '/docker/next-json.log');
    assert.equal(claims.claimLive(next, OTHER, yes, []), LINK);
    assert.equal(claims.ownerFor(OTHER), LINK);
    assert.equal(claims.claimLive(next, LINK, yes, open), undefined);
    claims.leave(LINK);
    open.length = 0;
    assert.equal(claims.claimLive(fileOf(3, '/docker/last-json.log'), OTHER, yes, []), undefined);
  });

  it('a file that another log has, or that stands in its place, is known as such', () => {
    const claims = createClaims();
    claims.claimLive(fileOf(1), LINK, yes, [fileOf(1)]);
    assert.ok(claims.isOfOther(fileOf(1, `${TARGET}.1`), OTHER), 'it was renamed');
    assert.ok(claims.isOfOther(fileOf(2), OTHER), 'it is the next one');
    assert.ok(!claims.isOfOther(fileOf(1), LINK));
    assert.ok(!claims.isOfOther(fileOf(2, '/docker/next-json.log'), OTHER));
  });

  it('a deleted log is not waited for, and does not wait', () => {
    const claims = createClaims();
    const open = [fileOf(1)];
    claims.claimLive(fileOf(1), LINK, yes, open);
    claims.claimLive(fileOf(1), OTHER, yes, []);
    claims.leave(OTHER);
    assert.equal(claims.isAwaited(fileOf(1), LINK), false);
    open.length = 0;
    assert.equal(claims.claimLive(fileOf(2), OTHER, yes, []), undefined);
  });
});

it('a log with two paths is read once and in order, even if the waiting path is checked first after a rotation (5; 26: order lost)', async (t) => {
  const room = createTailRoom(t);
  const [file, link] = [path.join(room.folder, 'a.log'), path.join(room.folder, 'b.log')];
  fs.writeFileSync(file, '0\n');
  fs.symlinkSync(file, link);
  for (const log of [file, link]) room.add(log, { containerId: 'a' });
  await room.sweep();
  for (let rotation = 1; rotation <= 8; rotation++) {
    fs.rmSync(`${file}.4`, { force: true });
    for (let number = 3; number > 0; number--) {
      if (fs.existsSync(`${file}.${number}`)) fs.renameSync(`${file}.${number}`, `${file}.${number + 1}`);
    }
    fs.renameSync(file, `${file}.1`);
    fs.writeFileSync(file, `${rotation}\n`);
    if (rotation > 4) room.add(link);
    await room.untilPause();
    await room.sweep();
  }
  assert.deepEqual(room.take(), ['0', '1', '2', '3', '4', '5', '6', '7', '8']);
});

it('the next podtail continues by either path of a log, not only by the one that read it (5: the whole file is read again)', async (t) => {
  const room = createTailRoom(t);
  const [file, link] = [path.join(room.folder, 'a.log'), path.join(room.folder, 'b.log')];
  fs.writeFileSync(file, '0\n');
  fs.symlinkSync(file, link);
  for (const log of [link, file]) room.add(log);
  await room.sweep();
  fs.appendFileSync(file, '1\n');
  await room.sweep();
  assert.deepEqual(room.take(), ['0', '1']);
  const remembered = room.tailer.positions();
  assert.deepEqual(remembered.get(file), remembered.get(link));
  room.tailer.close(false);

  const next = createTailRoom(t, { folder: room.folder, remembered });
  fs.appendFileSync(file, '2\n');
  for (const log of [file, link]) next.add(log);
  await next.sweep();
  assert.deepEqual(next.take(), ['2']);
});

it('the lines of two containers stay in order if both paths of a log are moved, and the waiting one is checked first (26: order lost)', async (t) => {
  const room = createTailRoom(t);
  const inRoom = (name: string): string => path.join(room.folder, name);
  const links = [inRoom('a.log'), inRoom('b.log')];
  const moveTo = (container: string): void => {
    for (const link of links) {
      fs.rmSync(link, { force: true });
      fs.symlinkSync(inRoom(container), link);
    }
  };
  fs.writeFileSync(inRoom('one-json.log'), '0\n');
  moveTo('one-json.log');
  for (const log of links) room.add(log);
  await room.sweep();
  room.room = false;
  // More than one read takes.
  const lines = Array.from({ length: 40 }, (_, index) => String(index + 1));
  fs.appendFileSync(inRoom('one-json.log'), `${lines.join('\n')}\n`);
  await room.sweep();
  fs.writeFileSync(inRoom('two-json.log'), '41\n');
  moveTo('two-json.log');
  room.add(links[1]!);
  room.room = true;
  room.tailer.resume();
  for (let sweeps = 0; sweeps < 4; sweeps++) await room.sweep(1_000);
  assert.deepEqual(room.take(), ['0', ...lines, '41']);
});

it('what was not delivered is read again by either path if podtail is killed after the other path took the log over (45: SIGKILL)', async (t) => {
  const room = createTailRoom(t, { settled: 0 });
  const [file, link, other] = ['a.log', 'b.log', 'c.log'].map((name) => path.join(room.folder, name)) as [
    string,
    string,
    string,
  ];
  fs.writeFileSync(file, 'one\n');
  for (const log of [link, other]) {
    fs.symlinkSync(file, log);
    room.add(log);
  }
  await room.sweep();
  fs.renameSync(file, `${file}.1`);
  fs.writeFileSync(file, 'two\n');
  for (let sweeps = 0; sweeps < 2; sweeps++) await room.sweep(300);
  fs.rmSync(link);
  room.tailer.remove(link);
  for (let sweeps = 0; sweeps < 3; sweeps++) await room.sweep(300);
  fs.appendFileSync(file, 'three\n');
  await room.sweep();
  assert.deepEqual(room.take(), ['one', 'two', 'three']);
  const remembered = room.tailer.positions();

  fs.symlinkSync(file, link);
  for (const log of [link, other]) {
    const next = createTailRoom(t, { folder: room.folder, remembered });
    next.add(log);
    for (let sweeps = 0; sweeps < 3; sweeps++) await next.sweep(300);
    assert.deepEqual(next.take(), ['one', 'two', 'three'], log);
  }
});
