import assert from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createAwaitedList } from '../support/awaited-list.js';
import { startFakeHttpServer } from '../support/fake-http-server.js';
import type { PodtailProcess } from '../support/podtail-process.js';
import { startPodtail } from '../support/podtail-process.js';
import { createSeededRandom } from '../support/seeded-random.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const LOG = join('shop_db-0_2681cb7f-daa4-4620-bb60-1d449709181c', 'app');
const OLD = Date.parse('2023-11-06T16:08:12Z');

interface Room {
  readonly folder: string;
  /** Its configuration file. */
  readonly config: string;
  /** The log's live file. */
  readonly live: string;
  /** Writes lines `from` to `to` to a file of the log, one a millisecond, a second after `OLD` each thousand. */
  write(name: string, from: number, to: number): void;
  /** Writes one line with the time of now. */
  fresh(text: string): void;
  start(bytesPerSecond?: string, config?: string): PodtailProcess;
}

function createRoom(t: TestContext): Room {
  const root = temporaryFolder(t);
  const folder = join(root, 'pods', LOG);
  fs.mkdirSync(folder, { recursive: true });
  const live = join(folder, '0.log');
  const lineOf = (index: number): string =>
    `${new Date(OLD + index).toISOString().replace('Z', '000000Z')} stdout F ${index} ${'x'.repeat(60)}\n`;
  const config = join(root, 'podtail.yaml');
  return {
    folder,
    config,
    live,
    write(name, from, to) {
      const lines = Array.from({ length: to - from }, (_, at) => lineOf(from + at));
      fs.appendFileSync(join(folder, name), lines.join(''));
    },
    fresh: (text) => fs.appendFileSync(live, `${new Date().toISOString()} stdout F ${text}\n`),
    start(bytesPerSecond = '1MiB', more = '') {
      fs.writeFileSync(
        config,
        `include: [${join(root, 'pods')}/*/*/*.log]\nstateDir: ${join(root, 'state')}\nsweepInterval: 50ms\n` +
          `catchUp: { bytesPerSecond: ${bytesPerSecond}, order: newest }\n${more}`,
      );
      return startPodtail(['--config', config], { test: t });
    },
  };
}

/** The numbers of the old lines, in the order in which they came. */
function numbersOf({ seen }: PodtailProcess): number[] {
  return seen.filter(({ message }) => /^\d/.test(message)).map(({ message }) => Number(message.split(' ')[0]));
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

test('with order newest, fresh lines of a log come before its backlog, and nothing is lost or repeated', async (t) => {
  const room = createRoom(t);
  room.write('0.log.20231106-160900', 0, 20_000);
  fs.writeFileSync(
    join(room.folder, '0.log.20231106-160900.gz'),
    gzipSync(fs.readFileSync(join(room.folder, '0.log.20231106-160900'))),
  );
  fs.rmSync(join(room.folder, '0.log.20231106-160900'));
  room.write('0.log.20231106-161000', 20_000, 40_000);
  room.write('0.log', 40_000, 50_000);
  const podtail = room.start();
  await podtail.logLine(/catchUp\.order is newest: 1 log is behind/);
  room.fresh('a fresh line');
  await podtail.record(({ message }) => message === 'a fresh line');
  assert.ok(podtail.seen.length < 40_000, `the backlog is not through: ${podtail.seen.length} records`);
  await podtail.records(50_001);
  assert.deepEqual(numbersOf(podtail), upTo(50_000), 'the backlog is in order');
  podtail.signal('SIGTERM');
  assert.equal((await podtail.exit()).code, 0);
  const again = room.start();
  room.fresh('a later line');
  await again.record(({ message }) => message === 'a later line');
  assert.equal(again.seen.length, 1, 'nothing comes again');
  again.signal('SIGTERM');
  assert.equal((await again.exit()).code, 0);
});

test('a backlog continues after SIGTERM: nothing is repeated, even if its files were renamed', async (t) => {
  const room = createRoom(t);
  room.write('0.log.20231106-161000', 0, 20_000);
  room.write('0.log', 20_000, 40_000);
  const first = room.start();
  await first.records(8_000);
  first.signal('SIGTERM');
  assert.equal((await first.exit()).code, 0);
  const before = numbersOf(first);
  assert.ok(before.length < 30_000);
  const listed = startPodtail(['positions', '--json', '--config', room.config], { test: t });
  await listed.exit();
  const rows = JSON.parse(listed.notJson.join('\n')) as { state: string; lagBytes: number }[];
  assert.deepEqual(
    rows.map(({ state, lagBytes }) => [state, lagBytes > 0]),
    [
      ['backlog', true],
      ['backlog', true],
      ['rotated', false],
      ['live', false],
    ],
  );
  const rotated = join(room.folder, '0.log.20231106-161000');
  fs.writeFileSync(`${rotated}.gz`, gzipSync(fs.readFileSync(rotated)));
  fs.rmSync(rotated);
  fs.renameSync(room.live, join(room.folder, '0.log.20231106-162000'));
  room.fresh('a fresh line');
  const second = room.start('64MiB');
  await second.records(40_000 - before.length + 1);
  assert.deepEqual([...before, ...numbersOf(second)], upTo(40_000));
  second.signal('SIGTERM');
  assert.equal((await second.exit()).code, 0);
});

for (const [what, isWhole] of [
  ['a rotated file is', false],
  ['the whole log is', true],
] as const) {
  test(`a backlog continues after SIGTERM although ${what} deleted before it`, async (t) => {
    const room = createRoom(t);
    const rotated = join(room.folder, '0.log.20231106-161000');
    const rests = join(room.folder, '..', '..', '..', 'state', 'deleted');
    room.write('0.log.20231106-161000', 0, 20_000);
    room.write('0.log', 20_000, 40_000);
    const first = room.start();
    await first.records(8_000);
    fs.rmSync(rotated);
    if (isWhole) fs.rmSync(room.folder, { recursive: true });
    first.signal('SIGTERM');
    assert.equal((await first.exit()).code, 0);
    const before = numbersOf(first);
    assert.ok(before.length < 20_000, `${before.length} came before it ended`);
    assert.match(
      first.log.join('\n'),
      isWhole ? /saved the rest of 2 deleted files/ : /saved the rest of 1 deleted file /,
    );
    // A podtail that is stopped again before it is through leaves the copy where it is.
    const second = room.start('256KiB');
    await second.records(2_000);
    second.signal('SIGTERM');
    assert.equal((await second.exit()).code, 0);
    before.push(...numbersOf(second));
    assert.ok(before.length < 40_000);
    const third = room.start('64MiB');
    await third.records(40_000 - before.length);
    assert.deepEqual([...before, ...numbersOf(third)], upTo(40_000));
    third.signal('SIGTERM');
    assert.equal((await third.exit()).code, 0);
    const { missedRotations, abandonedBytes } = JSON.parse(third.log.at(-1)!) as Record<string, number>;
    assert.deepEqual(
      { missedRotations, abandonedBytes },
      { missedRotations: 0, abandonedBytes: 0 },
      third.log.join('\n'),
    );
    assert.deepEqual(fs.readdirSync(rests), []);
  });
}

test('a live file that is copied and truncated during its backlog continues in the copy', async (t) => {
  const room = createRoom(t);
  room.write('0.log', 0, 30_000);
  const podtail = room.start();
  await podtail.records(5_000);
  fs.copyFileSync(room.live, join(room.folder, '0.log.1'));
  fs.truncateSync(room.live);
  room.fresh('a fresh line');
  await podtail.records(30_001);
  assert.deepEqual(numbersOf(podtail), upTo(30_000));
  assert.ok(podtail.seen.some(({ message }) => message === 'a fresh line'));
  podtail.signal('SIGTERM');
  assert.equal((await podtail.exit()).code, 0);
});

const seed = Number(process.env.PODTAIL_SEED ?? Date.now() % 1_000_000);

test(`over kill -9 at any time and rotations, every line arrives, and once in each run (seed ${seed})`, async (t) => {
  const random = createSeededRandom(seed);
  const room = createRoom(t);
  let written = 0;
  const write = (count: number): void => {
    room.write('0.log', written, written + count);
    written += count;
  };
  write(30_000);
  const seen = new Set<number>();
  for (let life = 0; life < 6; life++) {
    const podtail = room.start('4MiB');
    const wanted = 1 + random.below(12_000);
    await podtail.records(Math.min(wanted, written - seen.size + 1)).catch(() => undefined);
    if (random.below(2) === 0) {
      fs.renameSync(room.live, join(room.folder, `0.log.20231107-00000${life}`));
      write(1);
    }
    write(random.below(9_000));
    if (random.below(3) === 0) await podtail.records(podtail.seen.length + 1).catch(() => undefined);
    podtail.signal(random.below(4) === 0 ? 'SIGTERM' : 'SIGKILL');
    await podtail.exit();
    const numbers = numbersOf(podtail);
    assert.equal(new Set(numbers).size, numbers.length, `life ${life} has lines twice`);
    for (const number of numbers) seen.add(number);
    write(random.below(3_000));
  }
  const last = room.start('64MiB');
  for (;;) {
    const all = new Set([...seen, ...numbersOf(last)]);
    if (all.size === written) break;
    const missing = upTo(written).filter((number) => !all.has(number));
    await last.records(last.seen.length + 1).catch((error: Error) => {
      throw new Error(`${missing.length} of ${written} lines are missing, the first is ${missing[0]}`, {
        cause: error,
      });
    });
  }
  last.signal('SIGTERM');
  assert.equal((await last.exit()).code, 0);
});

test('a log that fell behind during an outage is split as well: fresh lines come first', async (t) => {
  const room = createRoom(t);
  let isUp = false;
  const records = createAwaitedList<string>({ deadline: 60_000, context: () => podtail.log.join('\n') });
  const server = await startFakeHttpServer(t, {
    answer({ body }) {
      if (!isUp) return { status: 503 };
      const lines = body.toString().trimEnd().split('\n');
      for (const line of lines) records.push((JSON.parse(line) as { message: string }).message.split(' x')[0]!);
      return { status: 204 };
    },
  });
  const podtail = room.start(
    '4MiB',
    `sinks: [{ type: http, url: '${server.url}' }]\nlimits: { memory: 4MiB, maxLineBytes: 16KiB }\n`,
  );
  room.write('0.log', 0, 10);
  await podtail.logLine(/503/);
  room.write('0.log', 10, 100_000);
  fs.renameSync(room.live, join(room.folder, '0.log.20231106-161000'));
  room.write('0.log', 100_000, 200_000);
  isUp = true;
  await podtail.logLine(/catchUp\.order is newest: 1 log is behind/);
  room.fresh('a fresh line');
  await records.find((message) => message === 'a fresh line', 'the fresh line');
  assert.ok(records.items.length < 190_000, `the backlog is not through: ${records.items.length} records`);
  await records.reach(200_001, 'all');
  const numbers = records.items.filter((message) => message !== 'a fresh line').map(Number);
  assert.deepEqual(numbers, upTo(200_000));
  podtail.signal('SIGTERM');
  assert.equal((await podtail.exit()).code, 0);
});
