import assert from 'node:assert/strict';
import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createNode } from '../support/node.js';
import { type PodtailProcess, startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { endWell } from './assert-shipped.js';
import { configArgs, nodeArgs } from './follow.js';
import { isOpen, stopsReading } from './linux-process.js';

const TIME = '2026-11-23T11:00:00.5Z';

/** A line of a log as that runtime writes it: a piece of one, or the last piece, or all of it. */
const LINE = {
  docker: (stream: string, text: string, isLast = true) =>
    `${JSON.stringify({ log: isLast ? `${text}\n` : text, stream, time: TIME })}\n`,
  cri: (stream: string, text: string, isLast = true) => `${TIME} ${stream} ${isLast ? 'F' : 'P'} ${text}\n`,
};

/** A podtail that is started and stopped again and again, and the lines that came of all its lives. */
function createLives(t: TestContext, root: string, args: readonly string[], limits: string) {
  const options = [...args, '--state-dir', join(root, 'state'), ...configArgs(root, `limits: { ${limits} }`)];
  const seen: string[] = [];
  return {
    seen,
    /** One life: what it ships before it is stopped is as many records. */
    async live(records: number, during?: (podtail: PodtailProcess) => Promise<unknown>): Promise<void> {
      const podtail = startPodtail(options, { test: t });
      await during?.(podtail);
      await podtail.records(records);
      await endWell(podtail);
      seen.push(...podtail.seen.map(({ stream = 'raw', message }) => `${stream} ${message}`));
    },
  };
}

/** What a life with nothing to ship is over with: the file was read to its end. */
function hasRead(file: string) {
  return async ({ pid }: PodtailProcess): Promise<void> => {
    await isOpen(pid, file);
    await stopsReading(pid, Number.POSITIVE_INFINITY);
  };
}

for (const runtime of ['docker', 'cri'] as const) {
  const line = LINE[runtime];

  test(`a line in pieces is whole after a stop inside it, and no other line is repeated (20: streams mixed; 29; ${runtime})`, async (t) => {
    const root = temporaryFolder(t);
    const node = createNode(root);
    const { files } = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime }).start();
    const { seen, live } = createLives(t, root, nodeArgs(node), 'partialTimeout: 1h');
    const write = (...lines: string[]): void => files.append(Buffer.from(lines.join('')));
    write(line('stdout', 'first'), line('stdout', 'one,', false), line('stderr', 'a'), line('stderr', 'b'));
    await live(3);
    write(line('stderr', 'c'), line('stdout', ' two,', false), line('stderr', 'd,', false));
    await live(1);
    // Nothing new comes in this life.
    await live(0, hasRead(files.liveFile));
    write(line('stdout', ' three'), line('stdout', 'last'), line('stderr', ' e'));
    await live(3);
    assert.deepEqual(seen, [
      'stdout first',
      'stderr a',
      'stderr b',
      'stderr c',
      'stdout one, two, three',
      'stdout last',
      'stderr d, e',
    ]);
  });

  test(`a line that rotation split is whole after a stop inside it, and no other line is repeated (20; 29; ${runtime})`, async (t) => {
    const root = temporaryFolder(t);
    const node = createNode(root);
    const { files } = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime }).start();
    const { seen, live } = createLives(t, root, nodeArgs(node), 'partialTimeout: 1h');
    const write = (...lines: string[]): void => files.append(Buffer.from(lines.join('')));
    write(line('stdout', 'first'), line('stdout', 'one,', false), line('stderr', 'a'));
    await live(3, async (podtail) => {
      await podtail.records(2);
      files.rotate()?.();
      write(line('stderr', 'b'));
    });
    write(line('stderr', 'c'), line('stdout', ' two'), line('stdout', 'last'));
    await live(3);
    assert.deepEqual(seen, ['stdout first', 'stderr a', 'stderr b', 'stderr c', 'stdout one, two', 'stdout last']);
  });

  test(`a delivered line that rotation split is not repeated after a stop in the next such line (20; 29; ${runtime})`, async (t) => {
    const root = temporaryFolder(t);
    const node = createNode(root);
    const { files } = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime }).start();
    const { seen, live } = createLives(t, root, nodeArgs(node), 'partialTimeout: 1h');
    const write = (...lines: string[]): void => files.append(Buffer.from(lines.join('')));
    write(line('stdout', 'first'), line('stdout', 'one,', false));
    await live(3, async (podtail) => {
      await podtail.records(1);
      files.rotate()?.();
      write(line('stdout', ' two'), line('stderr', 'a'), line('stdout', 'three,', false));
    });
    write(line('stdout', ' four'));
    await live(1);
    assert.deepEqual(seen, ['stdout first', 'stdout one, two', 'stderr a', 'stdout three, four']);
  });
}

test('a shipped half line continues after a stop: its newline alone causes no record (23: completed later without a duplicate)', async (t) => {
  const root = temporaryFolder(t);
  const file = join(root, 'app.log');
  const { seen, live } = createLives(t, root, ['--include', file], 'partialTimeout: 50ms');
  writeFileSync(file, 'one\nha');
  await live(2);
  await live(0, hasRead(file));
  appendFileSync(file, '\nnext, ha');
  await live(1);
  appendFileSync(file, 'lf\nlast\n');
  await live(2);
  assert.deepEqual(seen, ['raw one', 'raw ha', 'raw next, ha', 'raw lf', 'raw last']);
});

test('the rest of a cut line is skipped after a stop, and the next line is intact (22: one long line drops the whole file; no duplicate after restart)', async (t) => {
  const root = temporaryFolder(t);
  const file = join(root, 'app.log');
  const { seen, live } = createLives(t, root, ['--include', file], 'maxLineBytes: 10B, partialTimeout: 1h');
  writeFileSync(file, `one\n${'x'.repeat(600_000)}`);
  await live(2);
  appendFileSync(file, `${'y'.repeat(600_000)}`);
  await live(0, hasRead(file));
  appendFileSync(file, 'z\nnext\n');
  // It makes no difference that the file was rotated meanwhile.
  renameSync(file, `${file}.1`);
  writeFileSync(file, 'last\n');
  await live(2);
  assert.deepEqual(seen, ['raw one', `raw ${'x'.repeat(10)}`, 'raw next', 'raw last']);
});
