import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePodList } from '../../src/kubernetes/parse-pod-list.js';

const UID = '2681cb7f-daa4-4620-bb60-1d449709181c';

function pods(value: unknown): Record<string, unknown> {
  const parsed = parsePodList(JSON.stringify(value));
  assert.ok(parsed.ok);
  return Object.fromEntries(parsed.pods);
}

describe('a list of pods', () => {
  it('finds each pod by its uid and by its names', () => {
    const metadata = { uid: UID, namespace: 'shop', name: 'web-0', labels: { app: 'web' } };
    const details = { labels: { app: 'web' }, annotations: {} };
    assert.deepEqual(pods({ kind: 'PodList', items: [{ metadata }] }), { [UID]: details, 'shop/web-0': details });
  });

  it('finds a static pod also by the uid of its folder, which its API copy has in an annotation', () => {
    const annotations = { 'kubernetes.io/config.hash': 'a'.repeat(32), 'kubernetes.io/config.mirror': 'a'.repeat(32) };
    const list = { items: [{ metadata: { uid: UID, namespace: 'kube-system', name: 'etcd-node-1', annotations } }] };
    assert.deepEqual(Object.keys(pods(list)), [UID, 'kube-system/etcd-node-1', 'a'.repeat(32)]);
  });

  it('can be empty, which Go writes as null', () => {
    assert.deepEqual(pods({ kind: 'PodList', items: null }), {});
  });

  it('leaves out invalid items, labels and annotations', () => {
    const metadata = { uid: UID, labels: { app: 'web', count: 3 }, annotations: ['no'] };
    assert.deepEqual(pods({ items: [null, {}, { metadata: {} }, { metadata }] }), {
      [UID]: { labels: { app: 'web' }, annotations: {} },
    });
  });

  it('leaves out only annotations that are too long to store', () => {
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': 'x'.repeat(20_000), team: 'cart' };
    assert.deepEqual(pods({ [UID]: { annotations } }), { [UID]: { labels: {}, annotations: { team: 'cart' } } });
  });

  it('can be a mapping of uids to labels and annotations', () => {
    assert.deepEqual(pods({ [UID]: { labels: { app: 'web' } }, no: 3 }), {
      [UID]: { labels: { app: 'web' }, annotations: {} },
    });
  });

  for (const [text, reason] of [
    ['<html>', /it is not JSON/],
    ['[]', /it is not a list of pods/],
    ['null', /it is not a list of pods/],
    ['{"items":{}}', /its items are not a list/],
    ['{"kind":"Status","status":"Failure"}', /it is a Status, not a PodList/],
  ] as const) {
    it(`cannot be ${text}`, () => {
      const parsed = parsePodList(text);
      assert.ok(!parsed.ok);
      assert.match(parsed.reason, reason);
    });
  }
});
