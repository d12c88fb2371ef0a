import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createConfig } from '../../src/config/load.js';
import { formatProblem } from '../../src/config/problem.js';

function problemsOf(values: object): string[] {
  const result = createConfig(values as Parameters<typeof createConfig>[0]);
  return result.ok ? [] : result.problems.map(formatProblem);
}

const loki = (labels: object): object => ({ type: 'loki', url: 'http://loki:3100', labels });

describe('the key kubernetes', () => {
  it('asks the kubelet by default, and follows all annotations', () => {
    const result = createConfig({ kubernetes: { labels: ['app'] } });
    assert.ok(result.ok);
    const { from, kubelet, obey } = result.config.kubernetes!;
    assert.deepEqual([from, kubelet.tls.insecureSkipVerify], ['kubelet', false]);
    assert.deepEqual(obey, ['exclude', 'parser', 'multiline', 'sample', 'tenant']);
  });

  it('requires a file if from is file, and refuses one otherwise', () => {
    assert.match(
      problemsOf({ kubernetes: { from: 'file' } })[0]!,
      /kubernetes\.file: expected a file where from is file/,
    );
    assert.match(problemsOf({ kubernetes: { file: '/pods.json' } })[0]!, /kubernetes\.file/);
    assert.deepEqual(problemsOf({ kubernetes: { from: 'file', file: '/pods.json' } }), []);
  });

  it('is required for templates with labels of pods', () => {
    const sinks = [loki({ app: '${labels.app}' })];
    assert.match(problemsOf({ sinks })[0]!, /sinks\[0\]\.labels\.app: expected .* need kubernetes/);
    assert.deepEqual(problemsOf({ sinks, labels: { app: 'web' } }), []);
    assert.deepEqual(problemsOf({ sinks, transforms: [{ labels: { app: 'web' } }] }), []);
    assert.deepEqual(problemsOf({ sinks, kubernetes: {} }), []);
    assert.match(problemsOf({ sinks: [loki({ a: '${annotations.a}' })], labels: { a: 'b' } })[0]!, /need kubernetes/);
  });
});
