/*
 * Writes the logs of a node as dockerd does: JSON lines, rotation by rename, each log behind a link in its pod's folder. A
 * process of its own, so that its work is not counted as the agent's. Its parent forks it with a `WriterTask` as JSON.
 */
import { closeSync, mkdirSync, openSync, renameSync, symlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createSeededRandom } from '../../test/support/seeded-random.js';
import { markOf } from './marked-line.js';

/** What a writer is to do. */
export interface WriterTask {
  readonly folder: string;
  readonly files: number;
  readonly pods: number;
  readonly bytesPerSecond: number;
  readonly rotateBytes: number;
  readonly seed: number;
}

interface Log {
  readonly path: string;
  fd: number;
  bytes: number;
}

/** How often is written, in milliseconds, and how many lines a container writes at a time. */
const TICK = 20;
const BURST_LINES = 10;
const LINE_TEXT = 'request served in 12ms path=/api/v1/orders status=200 user=7f3a upstream=db-0.db.svc.cluster.local ';

const task: WriterTask = JSON.parse(process.argv[2]!);
const random = createSeededRandom(task.seed);
let line = 0;
const logs = Array.from({ length: task.files }, (_, index) => createLog(index));
let timer: NodeJS.Timeout | undefined;

process.on('message', (message: 'start' | 'stop') => {
  if (message === 'start') start();
  else stop();
});
process.on('disconnect', () => process.exit());
process.send?.({ lines: line });

function createLog(index: number): Log {
  const pod = index % task.pods;
  const id = random.hex(64);
  const uid = `${String(pod).padStart(8, '0')}-0000-4000-8000-000000000000`;
  const folder = join(task.folder, 'pods', `shop_web-${pod}_${uid}`, `app-${Math.floor(index / task.pods)}`);
  const container = join(task.folder, 'containers', id);
  mkdirSync(folder, { recursive: true });
  mkdirSync(container, { recursive: true });
  const path = join(container, `${id}-json.log`);
  const log = { path, fd: openSync(path, 'a'), bytes: 0 };
  write(log, 1);
  symlinkSync(path, join(folder, '0.log'));
  return log;
}

function write(log: Log, lines: number): number {
  const now = Date.now();
  const time = new Date(now).toISOString();
  let text = '';
  for (let i = 0; i < lines; i++) {
    text += `{"log":"${LINE_TEXT}${markOf(now, line++)}\\n","stream":"stdout","time":"${time}"}\n`;
  }
  writeSync(log.fd, text);
  log.bytes += text.length;
  if (log.bytes >= task.rotateBytes) rotate(log);
  return text.length;
}

function rotate(log: Log): void {
  closeSync(log.fd);
  try {
    renameSync(`${log.path}.1`, `${log.path}.2`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  renameSync(log.path, `${log.path}.1`);
  log.fd = openSync(log.path, 'a');
  log.bytes = 0;
}

function start(): void {
  const begun = performance.now();
  let written = 0;
  timer = setInterval(() => {
    const due = ((performance.now() - begun) / 1000) * task.bytesPerSecond;
    while (written < due) written += write(logs[random.below(logs.length)]!, BURST_LINES);
  }, TICK);
}

function stop(): void {
  clearInterval(timer);
  process.send?.({ lines: line });
}
