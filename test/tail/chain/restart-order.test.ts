import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LogSource } from '../../../src/record/log-source.js';
import { RestartOrder } from '../../../src/tail/chain/restart-order.js';

const log = (restart: number, container = 'app'): { path: string; found: LogSource } => {
  const path = `/var/log/pods/shop_web_uid/${container}/${restart}.log`;
  const metadata = { namespace: 'shop', pod: 'web', uid: 'uid', container, restart };
  return { path, found: { path, metadata, writtenByRuntime: true } };
};

describe('the restarts of a container', () => {
  it('are read in order: a later one starts when the earlier ones are read to their ends', () => {
    const order = new RestartOrder<ReturnType<typeof log>>();
    const [first, second, other] = [log(0), log(1), log(3, 'sidecar')];
    for (const each of [second, first, other]) order.add(each);
    const behind = new Set([first]);
    const isBehind = (each: ReturnType<typeof log>): boolean => behind.has(each);
    assert.equal(order.earlier(second, isBehind), first);
    assert.equal(order.earlier(other, isBehind), undefined);
    assert.equal(order.earlier(first, isBehind), undefined);
    behind.clear();
    assert.equal(order.earlier(second, isBehind), undefined);
  });

  it('overlap once both have started, and a deleted one is not waited for', () => {
    const order = new RestartOrder<ReturnType<typeof log>>();
    const [first, second, third] = [log(0), log(1), log(2)];
    for (const each of [first, second, third]) order.add(each);
    assert.equal(
      order.earlier(second, () => false),
      undefined,
    );
    assert.equal(
      order.earlier(second, () => true),
      undefined,
    );
    order.remove(first);
    order.remove(second);
    assert.equal(
      order.earlier(third, () => true),
      undefined,
    );
  });
});
