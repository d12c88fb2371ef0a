import assert from 'node:assert/strict';
import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, it, type TestContext, test } from 'node:test';
import type { Container } from '../support/container.js';
import { startLogCollector } from '../support/log-collector.js';
import type { Node } from '../support/node.js';
import { startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { assertShipped, endWell } from './assert-shipped.js';
import { follow } from './follow.js';
import { isOpen } from './linux-process.js';

const ENDED = { code: 0, signal: null };

test('--once ships everything, also half lines and incomplete pieces, and ends with status 0', async (t) => {
  const containers: Container[] = [];
  const before = (node: Node): void => {
    for (let number = 0; number < 40; number++) {
      const runtime = number % 2 === 0 ? 'docker' : 'cri';
      const container = node.pod({ namespace: 'shop', pod: `web-${number}` }).container('app', { runtime });
      container.start();
      container.lines(number * 20);
      if (number % 3 === 0) container.restart();
      container.line('a long one '.repeat(5_000));
      container.unfinished('last words '.repeat(5_000));
      container.stop();
      containers.push(container);
    }
  };
  const { podtail } = follow(t, { args: ['--once'], before });
  assert.deepEqual(await podtail.exit(), ENDED);
  assertShipped(
    podtail,
    containers.flatMap(({ runs }) => runs),
  );
});

test('--once names the options that exclude all existing logs', async (t) => {
  const { podtail } = follow(t, {
    before: (node) => node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'cri' }).start(),
    args: ['--once', '--namespace', 'nope'],
  });
  assert.deepEqual(await podtail.exit(), ENDED);
  await podtail.logLine(/no log file is read: 1 log matches include, all excluded by --namespace;/);
});

test('--once without logs says so, and ends with status 0', async (t) => {
  const glob = join(temporaryFolder(t), 'none-*.log');
  const podtail = startPodtail(['--once', '--include', glob], { test: t });
  assert.deepEqual(await podtail.exit(), ENDED);
  assert.deepEqual(podtail.seen, []);
  assert.ok(
    podtail.log.some((line) => line.includes('no log file matches') && line.includes(glob)),
    podtail.log.join('\n'),
  );
});

test('--once of an empty file ends with status 0', async (t) => {
  const file = join(temporaryFolder(t), 'empty.log');
  writeFileSync(file, '');
  const podtail = startPodtail(['--once', '--include', file], { test: t });
  assert.deepEqual(await podtail.exit(), ENDED);
  assert.deepEqual(podtail.seen, []);
});

describe('--once ends with status 1 and a reason', () => {
  async function failOnce(t: TestContext, args: readonly string[], config?: string) {
    const before = (node: Node): void => {
      const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'cri' });
      container.start();
      container.lines(10);
    };
    const { podtail } = follow(t, { args: ['--once', ...args], before, ...(config === undefined ? {} : { config }) });
    const { code } = await podtail.exit();
    const lines = podtail.log.map((line) => JSON.parse(line) as { level: string; msg: string });
    const errors = lines.filter(({ level }) => level === 'error').map(({ msg }) => msg);
    return { code, errors, shipped: podtail.seen.length };
  }

  async function refusingSink(t: TestContext, more = ''): Promise<string> {
    const collector = await startLogCollector(t);
    collector.answer = () => ({ status: 400, body: 'no!' });
    return `sinks: [{ type: http, url: "${collector.url}"${more} }, { type: stdout }]`;
  }

  it('if its positions cannot be saved at the end (27: position file unwritable)', {
    skip: !existsSync('/dev/full'),
  }, async (t) => {
    const state = temporaryFolder(t);
    symlinkSync('/dev/full', join(state, 'positions.json.tmp'));
    const { code, errors, shipped } = await failOnce(t, ['--state-dir', state]);
    assert.deepEqual([code, shipped], [1, 10]);
    assert.equal(
      errors.at(-1),
      `could not save positions in ${state}; delivered lines are sent again at the next start`,
    );
  });

  it('if records are refused and there is no state folder for dead letters', async (t) => {
    const { code, errors, shipped } = await failOnce(t, [], await refusingSink(t));
    assert.deepEqual([code, shipped], [1, 10]);
    assert.deepEqual(errors, [
      'lost 10 records that the sink http did not take: set --state-dir to keep them as dead letters',
    ]);
  });

  it('if the dead letters are full', async (t) => {
    const state = temporaryFolder(t);
    const sink = await refusingSink(t, ', deadLetters: { maxBytes: 1kB }');
    const { code, errors } = await failOnce(t, ['--state-dir', state], sink);
    assert.equal(code, 1);
    assert.match(errors.join(), /^lost \d records? that the sink http did not take: .* raise deadLetters\.maxBytes/);
  });

  it('but not if all refused records are in the dead letters', async (t) => {
    const state = temporaryFolder(t);
    const { code, errors } = await failOnce(t, ['--state-dir', state], await refusingSink(t));
    assert.deepEqual([code, errors], [0, []]);
  });

  it('and not if a signal ends it before', async (t) => {
    const input = new PassThrough();
    const collector = await startLogCollector(t);
    collector.answer = () => ({ status: 400, body: 'no!' });
    const podtail = startPodtail(['-', '--sink', 'http', '--url', collector.url], { test: t, input });
    input.write('one\n');
    await podtail.logLine(/could not deliver \d+ records? to the sink http/);
    podtail.signal('SIGTERM');
    assert.deepEqual(await podtail.exit(), ENDED);
  });

  it('and not for records that an optional sink refuses', async (t) => {
    const { code, errors } = await failOnce(t, [], await refusingSink(t, ', optional: true'));
    assert.deepEqual([code, errors], [0, []]);
  });
});

test('--sink null writes nothing, and counts', async (t) => {
  const before = (node: Node): void => {
    const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'cri' });
    container.start();
    container.lines(100);
  };
  const { podtail } = follow(t, { args: ['--once', '--sink', 'null'], before });
  assert.deepEqual(await podtail.exit(), ENDED);
  assert.deepEqual([podtail.seen, podtail.notJson], [[], []]);
  const { records, delivered, msg } = JSON.parse(podtail.log.at(-1)!) as Record<string, unknown>;
  assert.deepEqual({ records, delivered, msg }, { records: 100, delivered: 100, msg: 'finished' });
});

test('--start-at end skips what exists at the start; later lines are read whole', async (t) => {
  let old: Container | undefined;
  const before = (node: Node): void => {
    old = node.pod({ namespace: 'shop', pod: 'old' }).container('app', { runtime: 'cri' });
    old.start();
    old.line('old');
  };
  const { node, podtail } = follow(t, { args: ['--start-at', 'end'], before });
  assert.ok(existsSync(old!.run.files.path));
  await isOpen(podtail.pid, old!.run.files.path);
  // Its folder had been listed by then, so that this pod can only be found after the start.
  const fresh = node.pod({ namespace: 'shop', pod: 'fresh' }).container('app', { runtime: 'docker' });
  fresh.start();
  fresh.line('fresh');
  await podtail.records(1);
  old!.line('new');
  await podtail.records(2);
  await endWell(podtail);
  assert.deepEqual(
    podtail.seen.map(({ pod, message }) => [pod, message]),
    [
      ['fresh', 'fresh'],
      ['old', 'new'],
    ],
  );
  assertShipped(podtail, [fresh.run, { ...old!.run, written: old!.run.written.slice(1) }]);
});
