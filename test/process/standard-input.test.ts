import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { criLine } from '../support/cri-line.js';
import { dockerJsonLine } from '../support/docker-json-line.js';
import { startLogCollector } from '../support/log-collector.js';
import { type PodtailProcess, startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { configArgs } from './follow.js';

const TIME = '2026-11-23T11:00:00.5Z';
const TEXTS = ['one', 'tab\there "quoted" <b>', '处理订单失败 😀', '', 'x'.repeat(20_000), 'last'];

const FORMATS = {
  docker: (text: string): Buffer => entry(dockerJsonLine, text, true),
  cri: (text: string): Buffer => entry(criLine, text, true),
  raw: (text: string): Buffer => Buffer.from(`${text}\n`),
};

for (const format of ['docker', 'cri', 'raw'] as const) {
  for (const option of ['auto', format]) {
    test(`podtail - ships lines of the format ${format} from standard input (--format ${option})`, async (t) => {
      const input = Buffer.concat(TEXTS.map(FORMATS[format]));
      const podtail = await shipInput(t, input, ['--format', option, '--metadata', 'pod=web']);
      const fields = format === 'raw' ? {} : { time: TIME, stream: 'stderr' };
      const hasOwnTime = format !== 'raw';
      assert.deepEqual(
        podtail.seen.map(({ time, ...record }) => (hasOwnTime ? { time, ...record } : record)),
        TEXTS.map((message) => ({ ...fields, pod: 'web', message })),
      );
    });
  }
}

test('podtail - joins pieces, and marks those without their rest at the end', async (t) => {
  const pieces = [entry(criLine, 'to', false), entry(criLine, 'gether', true), entry(criLine, 'orphan', false)];
  const podtail = await shipInput(t, Buffer.concat(pieces));
  assert.deepEqual(
    podtail.seen.map(({ message, partial }) => [message, partial]),
    [
      ['together', undefined],
      ['orphan', true],
    ],
  );
});

test('podtail - ships a last line without a newline, and writes valid UTF-8 for any input', async (t) => {
  const podtail = await shipInput(t, Buffer.concat([Buffer.from([0xff, 0x00, 0x0a]), Buffer.from('last')]));
  assert.deepEqual(
    podtail.seen.map(({ message }) => message),
    ['\ufffd\u0000', 'last'],
  );
});

test('podtail - ends with status 0 for empty input', async (t) => {
  assert.deepEqual((await shipInput(t, Buffer.alloc(0))).seen, []);
});

test('podtail - cuts a line that is too long, and the next line is intact (22: one long line drops the whole file)', async (t) => {
  const podtail = await shipInput(t, Buffer.from(`${'x'.repeat(3 * 1024 * 1024)}\nnext\n`));
  assert.deepEqual(
    podtail.seen.map(({ message, truncated }) => [message.length, truncated]),
    [
      [1024 * 1024, true],
      [4, undefined],
    ],
  );
});

test('podtail - ships what it has read at SIGTERM, also an incomplete piece and a half line', async (t) => {
  const input = new PassThrough();
  const podtail = startPodtail(['-'], { test: t, input });
  input.write(entry(criLine, 'orphan', false));
  input.write(`${TIME} stdout F whole\n${TIME} stdout F half a li`);
  await podtail.records(1);
  podtail.signal('SIGTERM');
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
  assert.deepEqual(podtail.seen.map(({ message }) => message).sort(), ['half a li', 'orphan', 'whole']);
});

test('podtail - ships an incomplete piece after limits.partialTimeout while its input stays open (20: the last P never closed)', async (t) => {
  const input = new PassThrough();
  const config = configArgs(temporaryFolder(t), 'limits: { partialTimeout: 100ms }');
  const podtail = startPodtail(['-', ...config], { test: t, input });
  input.write(entry(criLine, 'orphan', false));
  const { message, partial } = await podtail.record(() => true);
  assert.deepEqual([message, partial], ['orphan', true]);
});

test('podtail - ends with status 1 and a reason if refused records are lost', async (t) => {
  const collector = await startLogCollector(t);
  collector.answer = () => ({ status: 400, body: 'no!' });
  const args = ['-', '--sink', 'http', '--url', collector.url];
  const podtail = startPodtail(args, { test: t, input: 'one\ntwo\n' });
  assert.deepEqual(await podtail.exit(), { code: 1, signal: null });
  assert.match(podtail.log.join('\n'), /"level":"error".*lost 2 records that the sink http did not take: /);
});

async function shipInput(t: TestContext, input: Buffer, args: readonly string[] = []): Promise<PodtailProcess> {
  const podtail = startPodtail(['-', ...args], { test: t, input });
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
  assert.deepEqual([podtail.notJson, podtail.validUtf8], [[], true]);
  return podtail;
}

function entry(encode: typeof criLine, text: string, last: boolean): Buffer {
  return encode({ stream: 'stderr', content: Buffer.from(text), time: TIME, last });
}
