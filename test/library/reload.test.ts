import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type ConfigInput, createConfig, createPipeline, defineSink, defineTransform } from '../../src/index.js';
import { createAwaitedList } from '../support/awaited-list.js';
import { createSpokenDiagnostics } from '../support/spoken-diagnostics.js';
import { temporaryFolder } from '../support/temporary-folder.js';

test('a program reloads its pipeline with another custom sink, which gets the waiting records, and another transform', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'app.log');
  writeFileSync(file, 'one\n');
  const valid = (values: ConfigInput) => createConfig({ include: [file], sweepInterval: '20ms', ...values });
  const first = valid({});
  const seen = createAwaitedList<string>({ deadline: 60_000, context: () => 'the second sink' });
  const tried = createAwaitedList<string>({ deadline: 60_000, context: () => 'the first sink' });
  let closed = 0;
  const options = { name: 'mine', lanes: 1, batch: { timeout: '1ms' }, retry: { initial: '1h', max: '1h' } };
  const away = defineSink({
    ...options,
    send: async ({ body }) => {
      tried.push(String(body));
      return { kind: 'retry', reason: 'away' };
    },
    close: async () => void closed++,
  });
  const there = defineSink({
    ...options,
    async send({ records, line }) {
      for (let record = 0; record < records; record++) {
        const { message, labels } = JSON.parse(String(line(record))) as { message: string; labels?: { round: string } };
        seen.push([message, labels?.round ?? ''].join(' '));
      }
      return { kind: 'delivered' };
    },
  });
  const louder = defineTransform({ name: 'louder', apply: ({ message }) => ({ message: message.toUpperCase() }) });
  const pipeline = createPipeline(first.ok ? first.config : assert.fail(), {
    diagnostics: createSpokenDiagnostics(),
    sinks: [away],
  });
  assert.deepEqual(await pipeline.reload(valid({})), {
    kind: 'refused',
    problems: ['podtail is not running, or is stopping'],
  });
  const running = pipeline.run();
  await tried.reach(1, 'a try');
  assert.deepEqual(await pipeline.reload(valid({ labels: { round: '2' } }), { sinks: [there], transforms: [louder] }), {
    kind: 'applied',
    changed: ['labels', 'sinks'],
  });
  await seen.reach(1, 'what waited');
  assert.equal(closed, 1);
  appendFileSync(file, 'two\n');
  await seen.reach(2, 'what came later');
  assert.deepEqual(await pipeline.reload(valid({ labels: { round: '3' } })), { kind: 'applied', changed: ['labels'] });
  appendFileSync(file, 'three\n');
  await seen.reach(3, 'what came last');
  assert.deepEqual(seen.items, ['one ', 'TWO 2', 'THREE 3'], 'own parts that are not named go on');
  const wrong = await pipeline.reload(createConfig({ include: [] }));
  assert.equal(wrong.kind, 'refused');
  const { configuration } = pipeline.status();
  assert.deepEqual([configuration.applied, configuration.refused, configuration.last?.result], [2, 2, 'refused']);
  pipeline.stop();
  await running;
  assert.equal((await pipeline.reload(valid({}))).kind, 'refused');
});
