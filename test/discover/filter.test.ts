import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFilter, type FilterOptions } from '../../src/discover/filter.js';
import type { PodMetadata } from '../../src/record/log-source.js';

const NONE: FilterOptions = { exclude: [], namespace: [], pod: [], container: [] };

function accepts(options: Partial<FilterOptions>, metadata: PodMetadata): boolean {
  const filter = createFilter({ ...NONE, ...options }, '/srv');
  return filter.acceptsSource({ path: '/x', metadata, writtenByRuntime: true });
}

describe('patterns over names', () => {
  const rows: readonly (readonly [patterns: readonly string[], name: string | undefined, isAccepted: boolean])[] = [
    [[], 'default', true],
    [[], undefined, true],
    [['default'], 'default', true],
    [['default'], 'default2', false],
    [['default'], undefined, false],
    [['def*', 'prod'], 'prod', true],
    [['kube-*'], 'kube-system', true],
    [['web-?'], 'web-1', true],
    [['{a,b}'], 'b', true],
    [['[ab]'], 'c', false],
    [['[!ab]'], 'c', true],
    [['*'], 'etcd-node1.example.org', true],
    [['!kube-*'], 'kube-system', false],
    [['!kube-*'], 'default', true],
    [['!kube-*'], undefined, true],
    [['!a', '!b'], 'c', true],
    [['!a', '!b'], 'b', false],
    [['prod-*', '!prod-test'], 'prod-1', true],
    [['prod-*', '!prod-test'], 'prod-test', false],
    [['!prod-test', 'prod-*'], 'prod-test', false],
    [['prod-*', '!prod-test'], 'other', false],
    [['!'], 'default', true],
  ];
  for (const [patterns, name, isAccepted] of rows) {
    it(`${JSON.stringify(patterns)} ${isAccepted ? 'take in' : 'leave out'} ${name ?? 'an unknown name'}`, () => {
      assert.equal(accepts({ namespace: patterns }, name === undefined ? {} : { namespace: name }), isAccepted);
    });
  }

  it('must match namespace, pod and container', () => {
    const metadata = { namespace: 'n', pod: 'p', container: 'c' };
    assert.equal(accepts({ namespace: ['n'], pod: ['p'], container: ['c'] }, metadata), true);
    assert.equal(accepts({ namespace: ['n'], pod: ['x'], container: ['c'] }, metadata), false);
    assert.equal(accepts({ namespace: ['n'], pod: ['p'], container: ['!c'] }, metadata), false);
  });
});

describe('exclude globs', () => {
  const rows: readonly (readonly [glob: string, path: string, isAccepted: boolean])[] = [
    ['/var/log/pods/kube-system_*/*/*.log', '/var/log/pods/kube-system_x_y/c/0.log', false],
    ['/var/log/pods/kube-system_*/*/*.log', '/var/log/pods/default_x_y/c/0.log', true],
    ['/var/log/**/*.gz', '/var/log/a/b/c.gz', false],
    ['/var/log/a.log', '/var/log/a.log', false],
    ['/var/log/a.log', '/var/log/b.log', true],
    ['debug/*.log', '/srv/debug/a.log', false],
    ['debug/*.log', '/debug/a.log', true],
  ];
  for (const [glob, path, isAccepted] of rows) {
    it(`${glob} ${isAccepted ? 'leaves in' : 'leaves out'} ${path}`, () => {
      assert.equal(createFilter({ ...NONE, exclude: ['/other', glob] }, '/srv').acceptsPath(path), isAccepted);
    });
  }
});
