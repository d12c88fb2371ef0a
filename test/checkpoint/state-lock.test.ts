import assert from 'node:assert/strict';
import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { lockStateFolder, type StateLock } from '../../src/checkpoint/state-lock.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const starter = fileURLToPath(new URL('./lock-starter.js', import.meta.url));
const ASIDE = ['--user', '--map-root-user', '--pid', '--fork', '--kill-child', '--mount-proc'];
const canUnshare = spawnSync('unshare', [...ASIDE, 'true']).status === 0;

/** Starts a process that is ready to lock the folder. */
async function start(t: TestContext, folder: string): Promise<ChildProcess> {
  return await ready(t, fork(starter, [folder]));
}

/** The same, as process 1 of its own. */
async function startAsProcess1(t: TestContext, folder: string): Promise<ChildProcess> {
  const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const;
  return await ready(t, spawn('unshare', [...ASIDE, process.execPath, starter, folder], { stdio: [...stdio] }));
}

async function ready(t: TestContext, child: ChildProcess): Promise<ChildProcess> {
  t.after(() => child.kill('SIGKILL'));
  await once(child, 'message');
  return child;
}

async function lockIn(child: ChildProcess): Promise<StateLock> {
  const answer = once(child, 'message');
  child.send('lock');
  const [lock] = await answer;
  return lock as StateLock;
}

async function kill(child: ChildProcess): Promise<void> {
  const end = once(child, 'close');
  child.kill('SIGKILL');
  await end;
}

/** Kills the process that `unshare` started, and waits for `unshare`, which ends when that one is gone altogether. */
async function killProcess1(child: ChildProcess): Promise<void> {
  const ofChild = fs.readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && parentOf(pid) === child.pid);
  assert.equal(ofChild.length, 1);
  const end = once(child, 'close');
  process.kill(Number(ofChild[0]), 'SIGKILL');
  await end;
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(/^PPid:\s*(\d+)$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

/** Makes a lock whose owner is dead: a socket file on which nobody listens. */
async function leaveDeadSocket(folder: string, name: string): Promise<void> {
  fs.mkdirSync(folder, { recursive: true });
  const server = net.createServer().listen(path.join(folder, 'first'));
  await once(server, 'listening');
  fs.linkSync(path.join(folder, 'first'), path.join(folder, name));
  server.close();
  await once(server, 'close');
}

const kindsOf = (locks: readonly StateLock[]): string[] => locks.map((lock) => lock.kind).sort();

function assertHeldBy(lock: StateLock, pid: number): void {
  assert.equal(lock.kind, 'held', JSON.stringify(lock));
  assert.match(lock.kind === 'held' ? lock.by : '', new RegExp(`^process ${pid} on [\\w.-]+$`));
}

function release(lock: StateLock): void {
  assert.equal(lock.kind, 'locked', JSON.stringify(lock));
  if (lock.kind === 'locked') lock.release();
}

describe('the lock of a state folder', () => {
  it('is held by one process, is refused to a second with the name of the first, and is free after its release', async (t) => {
    const folder = path.join(temporaryFolder(t), 'made', 'anew');
    const first = await lockStateFolder(folder);
    assertHeldBy(await lockStateFolder(folder), process.pid);
    release(first);
    assert.deepEqual(fs.readdirSync(folder), []);
    release(await lockStateFolder(folder));
  });

  it('can be taken in turn by processes that each delete the folder afterwards', async (t) => {
    const folder = path.join(temporaryFolder(t), 'shared');
    async function lockAndDelete(): Promise<string> {
      const lock = await lockStateFolder(folder);
      if (lock.kind === 'failed') return lock.reason;
      if (lock.kind === 'held') return lock.kind;
      lock.release();
      // Another one may have it by now.
      if (fs.readdirSync(folder).length === 0) fs.rmdirSync(folder);
      return lock.kind;
    }
    const kinds = new Set<string>();
    for (let round = 0; round < 50; round++) {
      for (const kind of await Promise.all(Array.from({ length: 6 }, lockAndDelete))) kinds.add(kind);
    }
    kinds.delete('held');
    assert.deepEqual([...kinds], ['locked']);
  });

  it('is refused while another process holds it, and is free after kill -9 of that process', async (t) => {
    const folder = temporaryFolder(t);
    const first = await start(t, folder);
    assert.equal((await lockIn(first)).kind, 'locked');
    assertHeldBy(await lockStateFolder(folder), first.pid!);
    await kill(first);
    release(await lockStateFolder(folder));
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  it('stays with a stopped process, because it may continue', async (t) => {
    const folder = temporaryFolder(t);
    const first = await start(t, folder);
    await lockIn(first);
    first.kill('SIGSTOP');
    for (let asked = 0; asked < 5; asked++) assert.equal((await lockStateFolder(folder)).kind, 'held');
  });

  it('tells a live holder from a dead one if each is process 1 of a container', { skip: !canUnshare }, async (t) => {
    const folder = temporaryFolder(t);
    const [first, second] = [await startAsProcess1(t, folder), await startAsProcess1(t, folder)];
    assert.equal((await lockIn(first)).kind, 'locked');
    assertHeldBy(await lockIn(second), 1);
    await killProcess1(first);
    assert.equal((await lockIn(second)).kind, 'locked');
  });

  it('is taken by exactly one of several processes that find the lock of a dead one, in each of many rounds', async (t) => {
    const folder = temporaryFolder(t);
    for (let round = 0; round < 15; round++) {
      const children = await Promise.all([start(t, folder), start(t, folder), start(t, folder)]);
      const locks = await Promise.all(children.map(lockIn));
      assert.deepEqual(kindsOf(locks), ['held', 'held', 'locked'], JSON.stringify(locks));
      await Promise.all(children.map(kill));
    }
    assert.equal(fs.readdirSync(folder).length, 1);
  });

  it('is taken by exactly one of many processes at once, with the lock and leftovers of a dead one', async (t) => {
    const folder = temporaryFolder(t);
    for (let round = 0; round < 100; round++) {
      await leaveDeadSocket(path.join(folder, 'lock'), `1@dead.${round}`);
      await leaveDeadSocket(path.join(folder, 'lock.leftover'), '1@dead.0');
      const locks = await Promise.all(Array.from({ length: 8 }, () => lockStateFolder(folder)));
      const locked = locks.filter((lock) => lock.kind === 'locked');
      assert.equal(locked.length, 1, JSON.stringify(locks));
      assert.deepEqual(kindsOf(locks).slice(0, 7), Array(7).fill('held'));
      assert.deepEqual(fs.readdirSync(folder), ['lock']);
      release(locked[0]!);
      assert.deepEqual(fs.readdirSync(folder), []);
    }
  });

  it('is held by at most one of many processes that come and go', async (t) => {
    const folder = temporaryFolder(t);
    let owners = 0;
    let locked = 0;
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        for (let turn = 0; turn < 60; turn++) {
          const lock = await lockStateFolder(folder);
          if (lock.kind !== 'locked') continue;
          locked++;
          owners++;
          assert.equal(owners, 1);
          assert.equal((await lockStateFolder(folder)).kind, 'held');
          owners--;
          lock.release();
        }
      }),
    );
    assert.ok(locked >= 1);
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  it('works in a folder whose path is longer than a socket address allows', async (t) => {
    const folder = path.join(temporaryFolder(t), 'x'.repeat(120), 'ü'.repeat(60));
    const lock = await lockStateFolder(folder);
    assert.equal((await lockStateFolder(folder)).kind, 'held');
    release(lock);
    release(await lockStateFolder(folder));
  });

  it('does not keep the process alive', async (t) => {
    const folder = temporaryFolder(t);
    const module = new URL('../../src/checkpoint/state-lock.js', import.meta.url).href;
    const script = `console.log((await (await import('${module}')).lockStateFolder(process.argv[1])).kind)`;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script, folder], { encoding: 'utf8' });
    assert.deepEqual([run.stdout, run.status, run.stderr], ['locked\n', 0, '']);
  });

  it('reports what is wrong if it cannot be taken at all', async (t) => {
    const folder = path.join(temporaryFolder(t), 'state');
    fs.writeFileSync(folder, 'a file');
    const lock = await lockStateFolder(folder);
    assert.equal(lock.kind, 'failed');
    assert.match(lock.kind === 'failed' ? lock.reason : '', /^EEXIST.*; use a folder/);
  });

  it('is not taken while something else is in its place', async (t) => {
    const folder = temporaryFolder(t);
    fs.writeFileSync(path.join(folder, 'lock'), '');
    assert.equal((await lockStateFolder(folder)).kind, 'failed');
    assert.deepEqual(fs.readdirSync(folder), ['lock']);
  });
});
