import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { POD_ANNOTATIONS } from '../../src/config/kubernetes-schema.js';
import { isExcludedByPod, podWishes, tenantOfPod } from '../../src/pipeline/pod-annotations.js';
import type { LogSource } from '../../src/record/log-source.js';

function logOf(annotations: Readonly<Record<string, string>>, container = 'app'): LogSource {
  const pod = { labels: {}, annotations };
  return {
    path: '/pods/a/app/0.log',
    metadata: { namespace: 'shop', pod: 'a', container },
    writtenByRuntime: true,
    pod,
  };
}

function wishesOf(annotations: Readonly<Record<string, string>>, obeyed: readonly string[] = POD_ANNOTATIONS) {
  const { entry, replaced, problems } = podWishes(logOf(annotations), new Set(obeyed) as never);
  const { match: _, ...settings } = { match: undefined, ...entry };
  return { settings, replaced, problems };
}

describe('annotations of a pod', () => {
  const UNDERSTOOD: readonly [name: string, value: string, settings: object, replaced: readonly string[]][] = [
    ['parser', 'logfmt', { parse: 'logfmt' }, ['json', 'parse']],
    ['parser', ' klog ', { parse: 'klog' }, ['json', 'parse']],
    ['parser', 'none', {}, ['json', 'parse']],
    ['multiline', 'auto', { multiline: ['auto'] }, ['multiline']],
    ['multiline', 'true', { multiline: 'auto' }, ['multiline']],
    ['multiline', 'java, python', { multiline: ['java', 'python'] }, ['multiline']],
    ['multiline', 'false', {}, ['multiline']],
    ['sample', '0.25', { sample: 0.25 }, ['sample']],
    ['sample', '1', { sample: 1 }, ['sample']],
    ['tenant', 'team-a', {}, []],
  ];
  for (const [name, value, settings, replaced] of UNDERSTOOD) {
    it(`podtail.dev/${name}: '${value}' is accepted`, () => {
      assert.deepEqual(wishesOf({ [`podtail.dev/${name}`]: value }), { settings, replaced, problems: [] });
    });
  }

  it('podtail.dev/parser: json turns members into fields of the record', () => {
    const { json } = wishesOf({ 'podtail.dev/parser': 'json' }).settings as { json?: { merge?: boolean } };
    assert.equal(json?.merge, true);
  });

  const NOT_UNDERSTOOD: readonly [name: string, value: string, problem: RegExp][] = [
    ['parser', 'grok', /expected json, logfmt, .*, found 'grok'/],
    ['multiline', 'cobol', /expected auto, none, or languages/],
    ['sample', '2', /expected a number from 0 to 1/],
    ['sample', '', /expected a number from 0 to 1/],
    ['sample', '1e-3', /expected a number from 0 to 1/],
    ['tenant', 'a/b', /expected the name of a tenant/],
    ['tenant', 'a\r\nX-Evil: 1', /expected the name of a tenant/],
    ['tenant', '..', /expected the name of a tenant/],
  ];
  for (const [name, value, problem] of NOT_UNDERSTOOD) {
    it(`podtail.dev/${name}: ${JSON.stringify(value)} changes nothing, and is reported`, () => {
      const { settings, replaced, problems } = wishesOf({ [`podtail.dev/${name}`]: value });
      assert.deepEqual([settings, replaced, problems.length], [{}, [], 1]);
      assert.match(problems[0]!, problem);
    });
  }

  it('are ignored unless obey names them', () => {
    const annotations = { 'podtail.dev/parser': 'logfmt', 'podtail.dev/sample': '0.5' };
    assert.deepEqual(wishesOf(annotations, ['sample']).settings, { sample: 0.5 });
    assert.deepEqual(wishesOf(annotations, []), { settings: {}, replaced: [], problems: [] });
  });

  it('can apply to one container, and override the annotation for all', () => {
    const annotations = { 'podtail.dev/exclude': 'true', 'podtail.dev/exclude-app': 'false' };
    assert.deepEqual(
      [isExcludedByPod(logOf(annotations)), isExcludedByPod(logOf(annotations, 'proxy'))],
      [false, true],
    );
  });

  it('exclude only with the value true', () => {
    for (const value of ['false', 'yes', '', '1'])
      assert.equal(isExcludedByPod(logOf({ 'podtail.dev/exclude': value })), false);
  });

  it('set a tenant only if Loki would accept it', () => {
    assert.equal(tenantOfPod(logOf({ 'podtail.dev/tenant': ' team-a ' })), 'team-a');
    assert.equal(tenantOfPod(logOf({ 'podtail.dev/tenant': 'a|b' })), undefined);
  });
});
