import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { uidOf } from './servers/written-tree.js';

const MEGABYTE = 1024 * 1024;
const MEMORY = 128 * MEGABYTE;
const PODS = 500;
/** Of all logs together, in bytes. `BACKLOG_MB=2048` is the size that docs/guarantees.md has figures of. */
const BACKLOG = Number(process.env.BACKLOG_MB ?? 256) * MEGABYTE;

/** A control group whose memory is limited. */
interface MemoryGroup {
  /** A command that runs the command behind it in the group. */
  readonly within: readonly string[];
  /** How often the kernel has ended a process of it for want of memory. */
  kills(): number;
}

/** A group of its own, of whichever version the system has; or why there cannot be one. */
function createMemoryGroup(t: Pick<TestContext, 'after'>, bytes: number): MemoryGroup | string {
  const isFirstVersion = existsSync('/sys/fs/cgroup/memory');
  const folder = join(isFirstVersion ? '/sys/fs/cgroup/memory' : '/sys/fs/cgroup', `podtail-${process.pid}`);
  try {
    mkdirSync(folder);
    t.after(() => rmdirSync(folder));
    writeFileSync(join(folder, isFirstVersion ? 'memory.limit_in_bytes' : 'memory.max'), String(bytes));
  } catch (error) {
    return `no control group can be made: ${(error as Error).message}`;
  }
  const counts = join(folder, isFirstVersion ? 'memory.oom_control' : 'memory.events');
  return {
    within: ['sh', '-c', 'echo $$ > "$0" && exec "$@"', join(folder, 'cgroup.procs')],
    kills: () => Number(/^oom_kill (\d+)$/m.exec(readFileSync(counts, 'utf8'))?.[1] ?? 0),
  };
}

/** The same log for each pod: how many lines there are in all. */
function writeBacklog(root: string): number {
  const lines: string[] = [];
  const begin = Date.now() - 3_000_000;
  for (let bytes = 0; bytes < BACKLOG / PODS; bytes += lines.at(-1)!.length) {
    const time = new Date(begin + lines.length * 100).toISOString().replace('Z', '000000Z');
    const log = `line ${lines.length} GET /api/v1/items 200 ${'.'.repeat(40)}\n`;
    lines.push(`${JSON.stringify({ log, stream: 'stdout', time })}\n`);
  }
  const content = lines.join('');
  for (let pod = 0; pod < PODS; pod++) {
    const folder = join(root, `shop_web-${pod}_${uidOf(`web-${pod}`)}`, 'app');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, '0.log'), content);
  }
  return lines.length * PODS;
}

test('a first start in a control group of 128 MiB with 500 pods and a backlog is not killed, delivers all, and saves positions early', async (t) => {
  const group = createMemoryGroup(t, MEMORY);
  if (typeof group === 'string') return t.skip(group);
  const root = temporaryFolder(t);
  const lines = writeBacklog(join(root, 'pods'));
  const state = join(root, 'state');
  let requests = 0;
  let requestsBeforePositions = 0;
  // What it is sent is not kept: that would be all of the backlog.
  const server = createServer((request, response) => {
    requests++;
    if (!existsSync(join(state, 'positions.json'))) requestsBeforePositions++;
    request.resume().on('end', () => response.writeHead(204).end());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const podtail = startPodtail(
    ['--once', '--sink', 'loki', '--url', url, '--state-dir', state, '--include', join(root, 'pods/*/*/*.log')],
    { test: t, within: group.within, deadline: 600_000 },
  );
  const begun = Date.now();
  const exit = await podtail.exit();
  const { delivered, rejected } = JSON.parse(podtail.log.at(-1)!) as Record<string, number>;
  t.diagnostic(`${lines} lines in ${Math.round((Date.now() - begun) / 1000)} s`);
  assert.deepEqual(
    { exit, kills: group.kills(), delivered, rejected },
    {
      exit: { code: 0, signal: null },
      kills: 0,
      delivered: lines,
      rejected: 0,
    },
  );
  t.diagnostic(`positions stood on the disk after ${requestsBeforePositions} of ${requests} requests`);
  assert.ok(requestsBeforePositions < requests / 2);
});
