import assert from 'node:assert/strict';
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { type PodtailProcess, startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { findProgram } from './find-program.js';
import type { WriterTask } from './logrotate-writer.js';
import { skipWithout } from './skip-without.js';

const WRITER = fileURLToPath(new URL('logrotate-writer.js', import.meta.url));
/** logrotate's names with times have seconds. */
const BETWEEN_ROTATIONS = 1_100;

/** Options of logrotate, by the container's name. */
const VARIANTS: Readonly<Record<string, readonly string[]>> = {
  create: ['create'],
  'create-compress': ['create', 'compress'],
  'create-delaycompress': ['create', 'compress', 'delaycompress'],
  'create-dateext': ['create', 'dateext', 'dateformat -%Y%m%d-%s'],
  'create-seconds': ['create', 'dateext', 'dateformat -%s'],
  'create-extension': ['create', 'extension .log'],
  'create-zst': ['create', 'compress', 'compresscmd /usr/bin/zstd', 'compressext .zst', 'compressoptions -q'],
  copytruncate: ['copytruncate'],
  'copytruncate-compress': ['copytruncate', 'compress'],
  'copytruncate-seconds': ['copytruncate', 'dateext', 'dateformat -%s'],
};

test('a real logrotate rotates logs of a busy writer while podtail is restarted: each line arrives once, in order (6, 46, 48)', async (t) => {
  if (skipWithout(t, whyNotHere())) return;
  const room = createRoom(t);
  const lines = new Map<string, number[]>(Object.keys(VARIANTS).map((name) => [name, []]));
  const start = (): PodtailProcess =>
    startPodtail(['--include', room.include, '--state-dir', join(room.folder, 'state')], {
      test: t,
      onRecord: ({ container, message }) => lines.get(container!)!.push(Number(/^line (\d+)$/.exec(message)![1])),
    });
  let podtail = start();
  await podtail.records(Object.keys(VARIANTS).length);
  for (let rotation = 0; rotation < 3; rotation++) await room.rotate();
  podtail.signal('SIGTERM');
  assert.equal((await podtail.exit()).code, 0);
  await room.rotate();
  podtail = start();
  for (let rotation = 0; rotation < 2; rotation++) await room.rotate();
  const written = await room.endWriting();
  const isWhole = ({ message }: { readonly message: string }): boolean => message === `line ${written - 1}`;
  for (const name of Object.keys(VARIANTS)) await podtail.record((one) => one.container === name && isWhole(one));
  podtail.signal('SIGTERM');
  await podtail.exit();
  for (const [name, came] of lines) {
    assert.deepEqual(came, [...new Set(came)], `${name}: no line comes twice`);
    assert.deepEqual(came, came.toSorted(ascending), `${name}: the lines are in order`);
    const all = new Set(came);
    const lost = Array.from({ length: written }, (_, line) => line).filter((line) => !all.has(line));
    // What is written between logrotate's copy and its truncation is nowhere once that is over.
    const onDisk = name.startsWith('copytruncate') ? room.linesOnDisk(name) : lost;
    assert.deepEqual(
      lost.filter((line) => onDisk.includes(line)),
      [],
      `${name}: no line that stands on disk is missing`,
    );
  }
});

function whyNotHere(): string | undefined {
  if (process.getuid?.() !== 0) return 'logrotate changes owners, so this test has to run as root';
  const missing = ['logrotate', 'zstd'].find((program) => findIn(program) === undefined);
  return missing === undefined ? undefined : `no ${missing}: install it (Debian's packages logrotate and zstd)`;
}

/** Debian has logrotate where only root's PATH leads. */
function findIn(program: string): string | undefined {
  return findProgram(program) ?? (program === 'logrotate' ? '/usr/sbin/logrotate' : undefined);
}

function createRoom(t: TestContext) {
  const folder = temporaryFolder(t);
  const pod = join(folder, 'pods', 'shop_web-1_2681cb7f-daa4-4620-bb60-1d449709181c');
  const logOf = (name: string): string => join(pod, name, '0.log');
  for (const [name, options] of Object.entries(VARIANTS)) {
    mkdirSync(join(pod, name), { recursive: true });
    const section = ['rotate 50', 'su root root', ...options].map((option) => `  ${option}\n`).join('');
    writeFileSync(join(folder, `${name}.conf`), `${logOf(name)} {\n${section}}\n`);
  }
  const logs = Object.keys(VARIANTS).map((name) => ({ path: logOf(name), reopens: name.startsWith('create') }));
  const writer = fork(WRITER, [JSON.stringify({ logs } satisfies WriterTask)]);
  t.after(() => writer.kill());
  return {
    folder,
    include: join(folder, 'pods', '*', '*', '0.log'),
    async rotate(): Promise<void> {
      await delay(BETWEEN_ROTATIONS);
      for (const name of Object.keys(VARIANTS)) {
        const state = join(folder, `${name}.state`);
        execFileSync(findIn('logrotate')!, ['--force', '--state', state, join(folder, `${name}.conf`)], {
          stdio: 'ignore',
        });
      }
    },
    /** Ends the writer, and tells how many lines are, or stood, in each log. */
    async endWriting(): Promise<number> {
      writer.send('end');
      const [written] = (await once(writer, 'message')) as [number];
      return written;
    },
    linesOnDisk(name: string): number[] {
      const files = readdirSync(join(pod, name)).map((file) => join(pod, name, file));
      const texts = files.map((file) => {
        const bytes = readFileSync(file);
        return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
      });
      return texts.flatMap((text) => [...text.matchAll(/ line (\d+)\n/g)].map(([, line]) => Number(line)));
    },
  };
}

function ascending(one: number, other: number): number {
  return one - other;
}
