import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createDeliveryRoom, logOf } from '../support/delivery-room.js';
import { createHeldSink, turn } from '../support/held-sink.js';

it('a thousand pods that come and go, each with its own tenant, leave no lane, breaker or memory share behind', async (t) => {
  const sink = createHeldSink();
  const partition = (source: { metadata: { namespace?: string } }): string => source.metadata.namespace ?? '';
  const { delivery, append, pass } = createDeliveryRoom(t, [{ sink, partition }]);
  let most = 0;
  for (let pod = 0; pod < 1000; pod++) {
    const log = logOf(`tenant-${pod}`);
    assert.equal(delivery.hasRoom(log), true);
    append(log, `${pod}`);
    delivery.flush();
    await turn();
    await sink.answer({ kind: 'delivered' });
    if (pod % 10 === 0) {
      await pass(10_000);
      most = Math.max(most, delivery.status()[0]!.destinations.count);
    }
  }
  assert.equal(sink.sent.length, 1000);
  assert.ok(most < 150, `${most} tenants are known at once`);
});

it('a tenant that accepts no data is kept while data waits for it, and gets the data when it accepts again', async (t) => {
  const sink = createHeldSink();
  const partition = (source: { metadata: { namespace?: string } }): string => source.metadata.namespace ?? '';
  const { delivery, append, pass } = createDeliveryRoom(t, [{ sink, partition }]);
  append(logOf('away'), 'waits');
  delivery.flush();
  await turn();
  await sink.answer({ kind: 'retry', reason: 'limited', status: 429 });
  for (let pod = 0; pod < 20; pod++) {
    await pass(30_000);
    while (sink.waiting() > 1) await sink.answer({ kind: 'retry', reason: 'limited', status: 429 });
    if (sink.waiting() === 1) await sink.answer({ kind: 'retry', reason: 'limited', status: 429 });
    const log = logOf(`tenant-${pod}`);
    append(log, `${pod}`);
    delivery.flush();
    await turn();
    await sink.answer({ kind: 'delivered' });
  }
  await pass(30_000);
  assert.deepEqual(sink.sent.at(-1), ['waits']);
  await sink.answer({ kind: 'delivered' });
  assert.equal(delivery.isIdle, true);
});
