import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  type ConfigInput,
  createConfig,
  createPipeline,
  defineSink,
  replayFile,
  type SinkBatch,
  type SinkDefinition,
} from '../../src/index.js';
import { createSpokenDiagnostics } from '../support/spoken-diagnostics.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** Ships these lines, all there are, to one sink of the program's own, which tries again at once. */
async function ship(lines: string, folder: string, sink: Omit<SinkDefinition, 'name'>, config: ConfigInput = {}) {
  const file = join(folder, 'app.log');
  writeFileSync(file, lines);
  const result = createConfig({ include: [file], once: true, ...config });
  const diagnostics = createSpokenDiagnostics();
  const own = defineSink({ name: 'mine', retry: { initial: '1ms', max: '1ms' }, ...sink });
  const pipeline = createPipeline(result.ok ? result.config : assert.fail(), { diagnostics, sinks: [own] });
  await pipeline.run();
  return { status: pipeline.status().sinks, counters: pipeline.counters, diagnostics };
}

function textsOf({ records, line }: SinkBatch): string[] {
  return Array.from({ length: records }, (_, record) => String(line(record)));
}

test('a custom sink gets the records as JSON lines, each with an id, instead of the sinks of the configuration', async (t) => {
  const seen: { body: string; lines: string[]; ids: string[] }[] = [];
  const { status } = await ship('one\ntwo\n', temporaryFolder(t), {
    async send(batch) {
      const ids = Array.from({ length: batch.records }, (_, record) => batch.id(record));
      seen.push({ body: String(batch.body), lines: textsOf(batch), ids });
      return { kind: 'delivered' };
    },
  });
  assert.equal(seen.length, 1);
  const { body, lines, ids } = seen[0]!;
  assert.equal(body, lines.map((line) => `${line}\n`).join(''));
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as { message: string }).message),
    ['one', 'two'],
  );
  assert.equal(new Set(ids).size, 2);
  assert.deepEqual(
    status.map(({ name, records }) => ({ name, records })),
    [{ name: 'mine', records: 2 }],
  );
});

test('a custom sink gets records in the schema that it requests, or in that of the configuration', async (t) => {
  const names: string[] = [];
  for (const schema of [{ schema: 'ecs' as const }, {}]) {
    await ship(
      'one\n',
      temporaryFolder(t),
      {
        ...schema,
        async send({ line }) {
          names.push(Object.keys(JSON.parse(String(line(0))) as object).join());
          return { kind: 'delivered' };
        },
      },
      { schema: 'fluent-bit' },
    );
  }
  assert.match(names[0]!, /@timestamp/);
  assert.match(names[1]!, /\blog\b/);
});

test('an error of a custom sink is logged, and the batch is sent again', async (t) => {
  let tries = 0;
  const { counters, diagnostics } = await ship('one\n', temporaryFolder(t), {
    async send() {
      if (tries++ === 0) throw new Error('the disk is on fire');
      return { kind: 'delivered' };
    },
  });
  assert.equal(tries, 2);
  assert.equal(counters.delivered, 1);
  assert.ok(JSON.stringify(diagnostics).includes('the disk is on fire'));
});

test('records that a custom sink rejects are in the dead letters under its name', async (t) => {
  const folder = temporaryFolder(t);
  const { counters } = await ship(
    'good\nbad\n',
    folder,
    {
      async send(batch) {
        const bad = textsOf(batch).findIndex((text) => text.includes('bad'));
        return { kind: 'partial', again: [], rejected: [{ record: bad, reason: 'it is bad' }], reason: 'one is bad' };
      },
    },
    { stateDir: join(folder, 'state') },
  );
  assert.deepEqual([counters.delivered, counters.rejected], [1, 1]);
  const letter = readFileSync(join(folder, 'state/dead-letters/mine.ndjson'), 'utf8');
  const { sink, reason, record } = JSON.parse(letter) as { sink: string; reason: string; record: { message: string } };
  assert.deepEqual({ sink, reason, message: record.message }, { sink: 'mine', reason: 'it is bad', message: 'bad' });
});

test('the dead letters of a custom sink are sent to it again with the same ids; rejected ones stay', async (t) => {
  const folder = temporaryFolder(t);
  const rejected: string[] = [];
  const refuse: Omit<SinkDefinition, 'name'> = {
    async send(batch) {
      const rejections = textsOf(batch).map((_, record) => ({ record, reason: 'not yet' }));
      rejected.push(...rejections.map(({ record }) => batch.id(record)));
      return { kind: 'partial', again: [], rejected: rejections, reason: 'not yet' };
    },
  };
  await ship('one\ntwo\nthree\n', folder, refuse, { stateDir: join(folder, 'state') });
  assert.equal(rejected.length, 3);

  const file = join(folder, 'state/dead-letters/mine.ndjson');
  const taken: { id: string; message: string }[] = [];
  let closed = 0;
  const takesAllButTwo = defineSink({
    name: 'mine',
    async send(batch) {
      const messages = textsOf(batch).map((line) => (JSON.parse(line) as { message: string }).message);
      taken.push(...messages.map((message, record) => ({ id: batch.id(record), message })));
      const record = messages.indexOf('two');
      return { kind: 'partial', again: [], rejected: [{ record, reason: 'not two' }], reason: 'not two' };
    },
    async close() {
      closed++;
    },
  });
  const result = createConfig();
  const replayed = await replayFile(file, {
    config: result.ok ? result.config : assert.fail(),
    diagnostics: createSpokenDiagnostics(),
    sinks: [takesAllButTwo],
  });
  assert.deepEqual(replayed, { sent: 2, refused: 1, unknown: 0, isComplete: true });
  assert.deepEqual(
    taken,
    ['one', 'two', 'three'].map((message, index) => ({ id: rejected[index], message })),
  );
  assert.equal(closed, 1);
  const [left, ...others] = readFileSync(file, 'utf8').trimEnd().split('\n');
  assert.deepEqual([(JSON.parse(left!) as { reason: string }).reason, others], ['not two', []]);
});

test('a custom sink is closed once, after its last batch', async (t) => {
  const calls: string[] = [];
  await ship('one\n', temporaryFolder(t), {
    async send() {
      calls.push('send');
      return { kind: 'delivered' };
    },
    async close() {
      calls.push('close');
    },
  });
  assert.deepEqual(calls, ['send', 'close']);
});

test('an invalid option of a custom sink is named, with the expected value', () => {
  const send: SinkDefinition['send'] = async () => ({ kind: 'delivered' });
  assert.throws(() => defineSink({ name: 'mine', batch: { bytes: 'lots' }, send }), {
    message: /^the sink mine: batch\.bytes: expected a size from 1kB to 64MiB /,
  });
  assert.throws(() => defineSink({ name: 'a/b', send }), { message: /^the sink a\/b: name: expected a name of / });
});

test('two custom sinks of the same name, or no sink, are refused', () => {
  const sink = defineSink({ name: 'mine', send: async () => ({ kind: 'delivered' }) });
  const result = createConfig();
  const config = result.ok ? result.config : assert.fail();
  const diagnostics = createSpokenDiagnostics();
  assert.throws(() => createPipeline(config, { diagnostics, sinks: [sink, sink] }), { message: /have the name mine/ });
  assert.throws(() => createPipeline(config, { diagnostics, sinks: [] }), { message: /at least one sink/ });
});
