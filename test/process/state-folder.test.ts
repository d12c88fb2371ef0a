import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startFakeHttpServer } from '../support/fake-http-server.js';
import { startPodtail } from '../support/podtail-process.js';
import { createSeededRandom } from '../support/seeded-random.js';
import { createTemporaryFolder, removeTemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';

const STEPPING_CLOCK = fileURLToPath(new URL('../support/stepping-clock.js', import.meta.url));
const FAILING_DISK = fileURLToPath(new URL('../support/failing-disk.js', import.meta.url));
const HOUR = 3_600_000;

/** A log of numbered lines, and a server that keeps which of them it was sent. */
async function openRoom(t: TestContext, { refuses = false, state = temporaryFolder(t) } = {}) {
  const folder = temporaryFolder(t);
  const log = path.join(folder, 'app.log');
  fs.writeFileSync(log, '');
  const sent: number[] = [];
  const server = await startFakeHttpServer(t, {
    answer({ body }) {
      sent.push(...numbersIn(body.toString('utf8')));
      return refuses ? { status: 400, body: 'no' } : {};
    },
  });
  let written = 0;
  return {
    folder,
    state,
    sent,
    args: ['--include', log, '--sink', 'http', '--url', server.url, '--state-dir', state],
    write(lines: number): void {
      const numbers = Array.from({ length: lines }, () => written++);
      fs.appendFileSync(log, numbers.map((number) => `line ${number}\n`).join(''));
    },
    all: () => Array.from({ length: written }, (_, number) => number),
  };
}

function numbersIn(text: string): number[] {
  return [...text.matchAll(/line (\d+)/g)].map((match) => Number(match[1]));
}

const unique = (numbers: readonly number[]): number[] => [...new Set(numbers)].sort((one, other) => one - other);

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(10);
}

describe('a state folder', () => {
  it('on a full tmpfs loses no line: positions are saved once there is room (27: position file unwritable)', async (t) => {
    const disk = createTemporaryFolder();
    const whyNot = mountTmpfs(disk, '64k');
    t.after(() => {
      if (whyNot === undefined) execFileSync('umount', ['--lazy', disk]);
      removeTemporaryFolder(disk);
    });
    if (whyNot !== undefined) return t.skip(whyNot);
    const { state, args, write, all, sent } = await openRoom(t, { state: disk });
    const podtail = startPodtail(args, { test: t });
    write(100);
    await until(() => sent.length === 100 && fs.existsSync(path.join(state, 'positions.json')));
    fill(path.join(state, 'filler'));
    write(100);
    await podtail.logLine(/cannot save positions in .*ENOSPC.*free space on its disk/);
    write(100);
    await until(() => sent.length === 300);
    podtail.signal('SIGKILL');
    await podtail.exit();
    // What was saved before is whole: some lines come again, and none is missing.
    const second = startPodtail(args, { test: t });
    write(100);
    await until(() => unique(sent).length === 400);
    fs.rmSync(path.join(state, 'filler'));
    await second.logLine(/positions can be saved in .* again/);
    second.signal('SIGTERM');
    assert.deepEqual(await second.exit(), { code: 0, signal: null });
    const before = sent.length;
    const third = startPodtail([...args, '--once'], { test: t });
    assert.deepEqual(await third.exit(), { code: 0, signal: null });
    assert.deepEqual([unique(sent), sent.length], [all(), before]);
  });

  it('on a disk with errors loses no line: positions are saved once the disk works (27: position file unwritable)', async (t) => {
    const { folder, args, write, all, sent } = await openRoom(t);
    const flag = path.join(folder, 'failing');
    const env = { FAILING_DISK: flag, NODE_OPTIONS: `--import ${FAILING_DISK}` };
    const podtail = startPodtail(args, { test: t, env });
    write(100);
    await until(() => sent.length === 100);
    fs.writeFileSync(flag, '');
    write(100);
    await podtail.logLine(/cannot save positions in .*EIO.*check its disk for errors/);
    write(100);
    await until(() => sent.length === 300);
    podtail.signal('SIGKILL');
    await podtail.exit();
    const second = startPodtail(args, { test: t, env });
    write(100);
    await until(() => unique(sent).length === 400);
    fs.rmSync(flag);
    await second.logLine(/positions can be saved in .* again/);
    second.signal('SIGTERM');
    assert.deepEqual(await second.exit(), { code: 0, signal: null });
    const before = sent.length;
    const third = startPodtail([...args, '--once'], { test: t });
    assert.deepEqual(await third.exit(), { code: 0, signal: null });
    assert.deepEqual([unique(sent), sent.length], [all(), before]);
  });

  it('on a disk with errors keeps every refused record once the disk works', async (t) => {
    const { folder, state, args, write, all } = await openRoom(t, { refuses: true });
    const flag = path.join(folder, 'failing');
    fs.writeFileSync(flag, '');
    const env = { FAILING_DISK: flag, NODE_OPTIONS: `--import ${FAILING_DISK}` };
    const podtail = startPodtail(args, { test: t, env });
    write(100);
    await podtail.logLine(/dead letter.*EIO/);
    write(100);
    fs.rmSync(flag);
    const file = path.join(state, 'dead-letters', 'http.ndjson');
    const kept = (): string[] => fs.readFileSync(file, 'utf8').split('\n').slice(0, -1).filter(isJson);
    await until(() => fs.existsSync(file) && kept().length >= 200);
    podtail.signal('SIGTERM');
    assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
    assert.deepEqual(numbersIn(kept().join('\n')), all());
  });

  it('keeps every refused record over kill -9 while dead letters are written, and no half record', async (t) => {
    const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
    t.diagnostic(`SEED=${seed}`);
    const random = createSeededRandom(seed);
    const { state, args, write, all } = await openRoom(t, { refuses: true });
    const file = path.join(state, 'dead-letters', 'http.ndjson');
    for (let life = 0; life < 5; life++) {
      const podtail = startPodtail(args, { test: t });
      const before = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      for (let burst = 0; burst < 5; burst++) write(400);
      await until(() => (fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) > before);
      await delay(random.below(30));
      podtail.signal('SIGKILL');
      await podtail.exit();
    }
    const last = startPodtail([...args, '--once'], { test: t });
    await last.exit();
    const lines = fs.readFileSync(file, 'utf8').trimEnd().split('\n');
    const whole = lines.filter((line) => isJson(line));
    assert.deepEqual(unique(numbersIn(whole.join('\n'))), all());
    // A killed podtail may leave one half line a life; the next one does not write behind it.
    assert.ok(lines.length - whole.length <= 5, `${lines.length - whole.length} lines are cut`);
    t.diagnostic(`${lines.length} dead letters of ${all().length} lines, ${lines.length - whole.length} cut`);
  });

  it('stays correct after the clock was changed by an hour in either direction', async (t) => {
    const { folder, args, write, all, sent } = await openRoom(t);
    const clock = path.join(folder, 'clock');
    fs.writeFileSync(clock, '0');
    const env = { STEPPING_CLOCK: clock, NODE_OPTIONS: `--import ${STEPPING_CLOCK}` };
    let podtail = startPodtail(args, { test: t, env });
    for (const offset of [0, HOUR, 0, -HOUR, 0]) {
      fs.writeFileSync(`${clock}.new`, String(offset));
      fs.renameSync(`${clock}.new`, clock);
      write(50);
      await until(() => unique(sent).length === all().length);
      podtail.signal('SIGTERM');
      assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
      podtail = startPodtail(args, { test: t, env });
      write(50);
      await until(() => unique(sent).length === all().length);
    }
    podtail.signal('SIGTERM');
    await podtail.exit();
    assert.deepEqual(sent, all());
  });
});

/** Why it cannot be mounted, if it cannot. */
function mountTmpfs(folder: string, size: string): string | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'none', folder], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `a tmpfs cannot be mounted here: ${(error as Error).message.split('\n')[0]}`;
  }
}

/** Takes all the room that there is. */
function fill(file: string): void {
  const block = Buffer.alloc(512);
  try {
    for (;;) fs.appendFileSync(file, block);
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
  }
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
