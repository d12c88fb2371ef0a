import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startLogCollector } from '../support/log-collector.js';
import { startPodtail } from '../support/podtail-process.js';
import { repositoryRoot } from '../support/repository.js';
import type { ShippedRecord } from '../support/shipped-record.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { configArgs } from './follow.js';
import { stopsReading } from './linux-process.js';
import { startPiped } from './pipe.js';

const LINES = 200_000;
const NUMBERED = `${Array.from({ length: LINES }, (_, number) => `line ${number} `.padEnd(100, 'x')).join('\n')}\n`;
const PODTAIL = join(repositoryRoot, 'bin', 'podtail.js');

test('podtail --once | head -1 ends with status 0, and logs nothing', async (t) => {
  const file = join(temporaryFolder(t), 'app.log');
  writeFileSync(file, NUMBERED);
  const script = '{ "$@"; echo "status $?" >&2; } | head -1';
  const command = [process.execPath, PODTAIL, '--once', '--log-level', 'warn', '--include', file];
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', script, 'sh', ...command], { timeout: 60_000 });
  assert.match(stdout, /^\{[^\n]*"message":"line 0 x*"\}\n$/);
  assert.equal(stderr, 'status 0\n');
});

test('a reader that goes away ends podtail with status 0 when the next line is written', async (t) => {
  const file = join(temporaryFolder(t), 'app.log');
  writeFileSync(file, 'one\n');
  const { podtail, lines, leave } = startPiped(t, ['--include', file]);
  await lines(1);
  leave();
  appendFileSync(file, 'two\n');
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
});

test('what a closed reader had not taken is not settled: it is written after the next start (29: offset saved before delivery)', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'app.log');
  writeFileSync(file, NUMBERED);
  const args = ['--include', file, '--state-dir', join(folder, 'state')];
  const first = startPiped(t, args);
  const taken = [...(await first.lines(1))];
  await stopsReading(first.podtail.pid, NUMBERED.length);
  first.leave();
  assert.deepEqual(await first.podtail.exit(), { code: 0, signal: null });
  const second = startPiped(t, [...args, '--once']);
  const rest = await second.lines();
  assert.deepEqual(await second.podtail.exit(), { code: 0, signal: null });
  const numberOf = (line: string): number => Number((JSON.parse(line) as ShippedRecord).message.split(' ')[1]);
  const begun = numberOf(rest[0]!);
  assert.ok(begun <= taken.length, `${taken.length} lines were taken, and the rest begins with ${begun}`);
  const expected = Array.from({ length: LINES - begun }, (_, number) => begun + number);
  assert.deepEqual(rest.map(numberOf), expected);
});

test('without a state folder, lines that were written just before SIGTERM arrive, though the reads of busy files are gathered', async (t) => {
  const root = temporaryFolder(t);
  const file = join(root, 'app.log');
  writeFileSync(file, 'line 0\n');
  const collector = await startLogCollector(t);
  const config = configArgs(root, JSON.stringify({ sinks: [{ type: 'http', url: collector.url }] }));
  const podtail = startPodtail(['--include', file, ...config], { test: t });
  await collector.taken(1);
  for (let line = 1; line < 200; line++) {
    appendFileSync(file, `line ${line}\n`);
    await setImmediate();
  }
  podtail.signal('SIGTERM');
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
  assert.deepEqual(
    collector.records.map(({ message }) => message),
    Array.from({ length: 200 }, (_, line) => `line ${line}`),
  );
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} with a slow reader: what was read is delivered in whole lines and in order, with status 0 (31: shutdown loses or hangs)`, async (t) => {
    const file = join(temporaryFolder(t), 'app.log');
    writeFileSync(file, NUMBERED);
    const { podtail, lines } = startPiped(t, ['--include', file]);
    await lines(1);
    await stopsReading(podtail.pid, NUMBERED.length);
    podtail.signal(signal);
    const seen = await lines();
    assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
    const messages = seen.map((line) => (JSON.parse(line) as ShippedRecord).message);
    const wrong = messages.findIndex((message, number) => !message.startsWith(`line ${number} `));
    assert.equal(wrong, -1, messages[wrong]);
    const { records, delivered } = JSON.parse(podtail.log.at(-1)!) as { records: number; delivered: number };
    assert.deepEqual({ records, delivered }, { records: seen.length, delivered: seen.length });
    assert.ok(seen.length < LINES, `${seen.length} lines: it stopped reading`);
  });
}

test('SIGTERM with a stuck reader: podtail ends after shutdown.grace with status 0, and reports what was not delivered (31)', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'app.log');
  writeFileSync(file, NUMBERED);
  const args = ['--include', file, ...configArgs(folder, 'shutdown: { grace: 200ms }')];
  const { podtail, lines } = startPiped(t, args);
  await lines(1);
  await stopsReading(podtail.pid, NUMBERED.length);
  podtail.signal('SIGTERM');
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
  assert.ok(
    podtail.log.some((line) => line.includes('some records were not delivered within shutdown.grace (200 ms)')),
  );
});

test('a second signal with a stuck reader ends podtail at once with status 1', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'app.log');
  writeFileSync(file, NUMBERED);
  const args = ['--include', file, ...configArgs(folder, 'shutdown: { grace: 1h }')];
  const { podtail, lines } = startPiped(t, args);
  await lines(1);
  await stopsReading(podtail.pid, NUMBERED.length);
  podtail.signal('SIGTERM');
  // Another one than the first: two of the same may count as one.
  podtail.signal('SIGINT');
  assert.deepEqual(await podtail.exit(), { code: 1, signal: null });
});

test('a file as standard output has everything when podtail has ended', async (t) => {
  const folder = temporaryFolder(t);
  const [file, out] = [join(folder, 'app.log'), join(folder, 'out')];
  writeFileSync(file, NUMBERED);
  const script = 'exec "$@" > "$OUT"';
  const command = [process.execPath, PODTAIL, '--once', '--include', file];
  await promisify(execFile)('sh', ['-c', script, 'sh', ...command], { env: { ...process.env, OUT: out } });
  const messages = readFileSync(out, 'utf8').trimEnd().split('\n');
  assert.equal(messages.length, LINES);
  assert.equal((JSON.parse(messages.at(-1)!) as ShippedRecord).message.slice(0, 12), 'line 199999 ');
});
