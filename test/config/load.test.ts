import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type ConfigSources, createConfig, loadConfig } from '../../src/config/load.js';
import { formatProblem } from '../../src/config/problem.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const GRACE = { time: 3_600_000, bytes: 1_073_741_824 };

describe('the configuration', () => {
  it('has a default for everything', async () => {
    assert.deepEqual(await effective({}), {
      include: ['/var/log/pods/*/*/*.log'],
      exclude: [],
      namespace: [],
      pod: [],
      container: [],
      includeOwnLog: false,
      allowTarget: [],
      allowHardLinks: false,
      metadata: {},
      labels: {},
      format: 'auto',
      sinks: [
        {
          type: 'stdout',
          name: 'stdout',
          optional: false,
          lanes: 1,
          batch: { bytes: 1_048_576, records: 10_000, timeout: 0 },
        },
      ],
      transforms: [],
      allowedHosts: [],
      statusAccess: {},
      liveTail: false,
      health: { stuckAfter: 300_000 },
      metrics: { files: 2000 },
      startAt: 'beginning',
      once: false,
      sweepInterval: 1000,
      watchConfig: false,
      limits: { maxLineBytes: 1_048_576, memory: 67_108_864, partialTimeout: 3000, deletedFileGrace: GRACE },
      shutdown: { grace: 10_000 },
    });
  });

  it('is deeply frozen', async () => {
    const config = await effective({});
    for (const part of [config, config.include, config.limits, config.sinks[0]]) assert.ok(Object.isFrozen(part));
  });

  it('listens on the given address, and on loopback if only a port is given', async () => {
    const listen = async (text: string) => (await effective({ options: { listen: text } })).listen;
    assert.deepEqual(await listen('0.0.0.0:9100'), { host: '0.0.0.0', port: 9100 });
    assert.deepEqual(await listen('[::1]:9100'), { host: '::1', port: 9100 });
    for (const text of ['9100', ':9100']) assert.deepEqual(await listen(text), { host: '127.0.0.1', port: 9100 });
  });

  it('prefers options to variables, variables to the file, and the file to defaults', async (test) => {
    const file = yamlFile(test, 'format: raw\nstartAt: end\nonce: true\nexclude: [a]\nlimits: { memory: 128MiB }\n');
    const environment = { PODTAIL_FORMAT: 'cri', PODTAIL_START_AT: 'beginning', PODTAIL_EXCLUDE: 'b,c' };
    const config = await effective({ file, environment, options: { format: 'docker' } });
    assert.equal(config.format, 'docker');
    assert.equal(config.startAt, 'beginning');
    assert.equal(config.once, true);
    assert.deepEqual(config.exclude, ['b', 'c']);
    assert.deepEqual(config.limits, {
      maxLineBytes: 1_048_576,
      memory: 134_217_728,
      partialTimeout: 3000,
      deletedFileGrace: GRACE,
    });
  });

  it('merges the labels of all sources', async (test) => {
    const file = yamlFile(test, 'labels: { team: web, tier: one }\n');
    const environment = { PODTAIL_LABEL: 'tier=two,zone=a' };
    const config = await effective({ file, environment, options: { label: ['zone=b', 'query=a=b', 'empty='] } });
    assert.deepEqual(config.labels, { team: 'web', tier: 'two', zone: 'b', query: 'a=b', empty: '' });
  });

  it('takes the name of the node from NODE_NAME, unless the file sets it', async (test) => {
    const environment = { NODE_NAME: 'worker-1' };
    assert.equal((await effective({ environment })).node, 'worker-1');
    assert.equal((await effective({ environment, file: yamlFile(test, 'node: other\n') })).node, 'other');
    assert.equal('node' in (await effective({ environment: { NODE_NAME: '' } })), false);
  });

  it('names a sink after its type, and accepts an unquoted null as the null sink', async (test) => {
    const sinksOf = async (yaml: string) =>
      (await effective({ file: yamlFile(test, yaml) })).sinks.map(({ type, name }) => ({ type, name }));
    assert.deepEqual(await sinksOf('sinks: [{ type: null }]'), [{ type: 'null', name: 'null' }]);
    assert.deepEqual(await sinksOf('sinks: [{ type: stdout, name: out }]'), [{ type: 'stdout', name: 'out' }]);
  });

  it('resolves anchors', async (test) => {
    const file = yamlFile(test, 'pod: &web [web-*]\ncontainer: *web\n');
    assert.deepEqual((await effective({ file })).container, ['web-*']);
  });

  it('can be given by a program', () => {
    const good = createConfig({ limits: { maxLineBytes: '16KiB' }, once: true });
    assert.equal(good.ok && good.config.limits.maxLineBytes, 16_384);
    const bad = createConfig({ include: [] });
    assert.deepEqual(bad.ok || bad.problems.map(formatProblem), [
      'configuration: include: expected at least one glob, found an empty list',
    ]);
  });
});

function yamlFile(test: TestContext, text: string): string {
  const path = join(temporaryFolder(test), 'podtail.yaml');
  writeFileSync(path, text);
  return path;
}

async function effective(sources: ConfigSources) {
  const result = await loadConfig(sources);
  assert.ok(result.ok, result.ok ? '' : result.problems.map(formatProblem).join('\n'));
  return result.config;
}
