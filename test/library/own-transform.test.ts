import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  type ConfigInput,
  createConfig,
  createPipeline,
  defineSink,
  defineTransform,
  type TransformDefinition,
  type TransformRecord,
} from '../../src/index.js';
import { createNode } from '../support/node.js';
import { createSpokenDiagnostics } from '../support/spoken-diagnostics.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** Makes a pipeline with one own transform over the logs of two pods, each with these lines. */
function createRoom(
  t: TestContext,
  lines: readonly string[],
  definition: Omit<TransformDefinition, 'name'>,
  config: ConfigInput = {},
) {
  const root = temporaryFolder(t);
  const node = createNode(root);
  for (const namespace of ['shop', 'other']) {
    const container = node.pod({ namespace, pod: 'web-1' }).container('web', { runtime: 'docker' });
    container.start();
    for (const line of lines) container.line(line);
  }
  const state = join(root, 'state');
  const include = [join(node.pods, '*/*/*.log')];
  const allowTarget = [root];
  const result = createConfig({ include, allowTarget, once: true, stateDir: state, ...config });
  const shipped: string[] = [];
  const sink = defineSink({
    name: 'list',
    async send({ records, line }) {
      for (let record = 0; record < records; record++) {
        const { namespace, message } = JSON.parse(String(line(record))) as Record<string, string>;
        shipped.push(`${namespace}: ${message}`);
      }
      return { kind: 'delivered' };
    },
  });
  const pipeline = createPipeline(result.ok ? result.config : assert.fail(JSON.stringify(result.problems)), {
    diagnostics: createSpokenDiagnostics(),
    sinks: [sink],
    transforms: [defineTransform({ name: 'mine', ...definition })],
  });
  return { pipeline, shipped, state };
}

test('a custom transform drops records and changes messages of the logs that it matches', async (t) => {
  const { pipeline, shipped, state } = createRoom(t, ['one', 'two', 'say "three"\t'], {
    match: { namespace: ['shop'] },
    apply: ({ message }) => (message === 'one' ? 'drop' : message === 'two' ? 'keep' : { message: `<${message}>` }),
  });
  await pipeline.run();
  assert.deepEqual(shipped.toSorted(), [
    'other: one',
    'other: say "three"\t',
    'other: two',
    'shop: <say "three"\t>',
    'shop: two',
  ]);
  assert.equal(pipeline.counters.filtered, 1);
  const { logs } = pipeline.status();
  assert.deepEqual(logs.map(({ metadata, filtered }) => [metadata.namespace, filtered]).toSorted(), [
    ['other', undefined],
    ['shop', 1],
  ]);
  const { positions: files } = JSON.parse(readFileSync(join(state, 'positions.json'), 'utf8')) as {
    positions: { offset: number; size: number }[];
  };
  assert.deepEqual(
    files.map(({ offset, size }) => offset === size),
    [true, true],
  );
});

test('a custom transform gets the result of the configured transforms, and the source', async (t) => {
  const seen: TransformRecord[] = [];
  const { pipeline } = createRoom(
    t,
    ['first', '  second'],
    {
      match: { namespace: ['shop'] },
      apply(record) {
        seen.push(record);
        return 'keep';
      },
    },
    { transforms: [{ multiline: { continue: '^ ' } }] },
  );
  await pipeline.run();
  assert.equal(seen.length, 1);
  const { message, stream, metadata, time } = seen[0]!;
  assert.deepEqual([message, stream, metadata.namespace], ['first\n  second', 'stdout', 'shop']);
  assert.ok(!Number.isNaN(Date.parse(time)));
});

test('a custom transform that throws ends the run with an error that names it and the log', async (t) => {
  const { pipeline } = createRoom(t, ['one'], {
    apply() {
      throw Object.assign(new Error('no idea'), { code: 'EACCES' });
    },
  });
  await assert.rejects(pipeline.run(), { message: /^the transform mine failed on a record of .*\.log: no idea$/ });
});
