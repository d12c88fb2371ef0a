import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ConfigInput } from '../../src/config/config.js';
import { createConfig } from '../../src/config/load.js';
import { compareConfigs } from '../../src/pipeline/config-changes.js';
import type { PipelineConfig } from '../../src/pipeline/pipeline-config.js';
import { defineSink } from '../../src/plugins/define-sink.js';

function configOf(values: ConfigInput): PipelineConfig {
  const result = createConfig(values);
  return result.ok ? result.config : assert.fail(JSON.stringify(result.problems));
}

const http = { type: 'http', url: 'http://one' } as const;
const loki = { type: 'loki', url: 'http://loki' } as const;
const bulk = { type: 'elasticsearch', url: 'http://elastic' } as const;

/** What becomes of the sinks: `kept http`, `taken over http`, `new http`. */
function sinksOf(before: ConfigInput, after: ConfigInput): string[] {
  return compareConfigs(configOf(before), configOf(after)).sinks.map((change) => {
    if (change.kind === 'kept') return `kept ${change.name}`;
    return `${change.takesOver ? 'taken over' : 'new'} ${change.sink.name}`;
  });
}

const cases: Readonly<Record<string, readonly [before: ConfigInput, after: ConfigInput, sinks: readonly string[]]>> = {
  'nothing changes': [{ sinks: [http, loki] }, { sinks: [http, loki] }, ['kept http', 'kept loki']],
  'the same is written otherwise, in another order': [
    { sinks: [http, { ...loki, batch: { bytes: '1MiB' } }] },
    { sinks: [{ ...loki, batch: { bytes: 1024 * 1024, timeout: '1000ms' } }, http] },
    ['kept loki', 'kept http'],
  ],
  'what is in no record changes': [
    { sinks: [http], include: ['/a/*.log'], limits: { memory: '32MiB' } },
    { sinks: [http], include: ['/b/*.log'] },
    ['kept http'],
  ],
  'one has another address': [
    { sinks: [http, loki] },
    { sinks: [{ ...http, url: 'http://two' }, loki] },
    ['taken over http', 'kept loki'],
  ],
  'one has another token': [
    { sinks: [{ ...http, auth: { bearer: { token: 'a' } } }] },
    { sinks: [{ ...http, auth: { bearer: { token: 'b' } } }] },
    ['taken over http'],
  ],
  'one is added, one is removed': [{ sinks: [http] }, { sinks: [loki] }, ['new loki']],
  'another kind has the name': [
    { sinks: [{ ...http, name: 'logs' }] },
    { sinks: [{ ...loki, name: 'logs' }] },
    ['new logs'],
  ],
  'a label of every record changes': [
    { sinks: [http, loki] },
    { sinks: [http, loki], labels: { cluster: 'west' } },
    ['taken over http', 'taken over loki'],
  ],
  'all records get into another index': [
    { sinks: [{ ...bulk, index: 'a' }] },
    { sinks: [{ ...bulk, index: 'b' }] },
    ['taken over elasticsearch'],
  ],
  'each record gets an index of its own, which what waits has none of': [
    { sinks: [{ ...bulk, index: 'a' }] },
    { sinks: [{ ...bulk, index: 'logs-${namespace}' }] },
    ['new elasticsearch'],
  ],
  'and the other way, for what waits has one': [
    { sinks: [{ ...bulk, index: 'logs-${namespace}' }] },
    { sinks: [{ ...bulk, index: 'a' }] },
    ['taken over elasticsearch'],
  ],
};

describe('what happens to the sinks', () => {
  for (const [name, [before, after, sinks]] of Object.entries(cases)) {
    it(`when ${name}`, () => assert.deepEqual(sinksOf(before, after), sinks));
  }

  it('when a program passes the same sink, the same settings with another function, and another name', () => {
    const config = configOf({});
    const own = (name: string) => defineSink({ name, send: async () => ({ kind: 'delivered' }) });
    const [one, two] = [own('one'), own('two')];
    const { sinks } = compareConfigs(
      { ...config, sinks: [one, two] },
      { ...config, sinks: [one, own('two'), own('three')] },
    );
    assert.deepEqual(
      sinks.map((change) => (change.kind === 'kept' ? 'kept' : change.takesOver)),
      ['kept', true, false],
    );
  });
});

describe('what changed', () => {
  it('is reported by its keys', () => {
    const { keys } = compareConfigs(
      configOf({ labels: { a: 'b' } }),
      configOf({ node: 'n', health: { stuckAfter: '1m' } }),
    );
    assert.deepEqual([...keys].sort(), ['health', 'labels', 'node']);
  });

  it('and cannot change at run time, is reported too', () => {
    const before = configOf({ stateDir: '/a' });
    const after = configOf({
      allowTarget: ['/logs'],
      allowHardLinks: true,
      metadata: { pod: 'web' },
      format: 'raw',
      once: true,
      limits: { maxLineBytes: '1KiB', openFiles: 100, memory: '32MiB' },
    });
    assert.deepEqual(
      compareConfigs(before, after).needsRestart.map((path) => path.join('.')),
      [
        'allowTarget',
        'allowHardLinks',
        'metadata',
        'format',
        'stateDir',
        'once',
        'limits.maxLineBytes',
        'limits.openFiles',
      ],
    );
  });
});
