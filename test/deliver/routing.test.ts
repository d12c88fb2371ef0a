import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TakenRecords } from '../../src/deliver/route.js';
import type { LogSource } from '../../src/record/log-source.js';
import type { RecordBlock } from '../../src/record/record-block.js';
import type { SendOutcome } from '../../src/record/sink.js';
import { createDeliveryRoom, logOf } from '../support/delivery-room.js';
import { createHeldSink, turn } from '../support/held-sink.js';

const DELIVERED: SendOutcome = { kind: 'delivered' };
const SHOP = logOf('shop');
const OPS = logOf('ops');

const onlyOf =
  (namespace: string) =>
  (source: LogSource): TakenRecords =>
    source.metadata.namespace === namespace ? 'all' : 'none';

/** Takes every second record of a block. */
const everySecond = (): TakenRecords => (_block: RecordBlock, row: number) => row % 2 === 0;

describe('sinks with a match', () => {
  it('get the records of the logs that they match, and a log that several match goes to each of them', async (t) => {
    const [shop, all] = [createHeldSink('shop'), createHeldSink('all')];
    const { delivery, append, counters } = createDeliveryRoom(t, [
      { sink: shop, takes: onlyOf('shop') },
      { sink: all },
    ]);
    append(SHOP, 'a');
    append(OPS, 'b');
    delivery.flush();
    await turn();
    assert.deepEqual([shop.sent, all.sent], [[['a']], [['a', 'b']]]);
    assert.equal(counters.unrouted, 0);
  });

  it('hold back only those logs: other logs are read while they are full', async (t) => {
    const [shop, ops] = [createHeldSink('shop'), createHeldSink('ops')];
    const { delivery, append } = createDeliveryRoom(t, [
      { sink: shop, takes: onlyOf('shop'), limits: { bytes: 10_000, records: 1 } },
      { sink: ops, takes: onlyOf('ops') },
    ]);
    append(SHOP, 'a');
    append(SHOP, 'b');
    await turn();
    assert.deepEqual([delivery.hasRoom(SHOP), delivery.hasRoom(OPS), delivery.hasAnyRoom], [false, true, true]);
    await shop.answer(DELIVERED);
    assert.equal(delivery.hasRoom(SHOP), true);
  });

  it('settle only the logs that they match, and carry no offset of others', async (t) => {
    const [shop, ops] = [createHeldSink('shop'), createHeldSink('ops')];
    const room = createDeliveryRoom(t, [
      { sink: shop, takes: onlyOf('shop') },
      { sink: ops, takes: onlyOf('ops') },
    ]);
    room.append(SHOP, 'a');
    room.append(OPS, 'b');
    room.delivery.flush();
    await turn();
    await ops.answer(DELIVERED);
    assert.deepEqual(room.settled, ['1 1 1']);
    await shop.answer(DELIVERED);
    assert.deepEqual(room.settled, ['1 1 1', '0 0 1']);
  });

  it('get single records of a log, which settle the records after them, too', async (t) => {
    const [some, all] = [createHeldSink('some'), createHeldSink('all')];
    const room = createDeliveryRoom(t, [{ sink: some, takes: everySecond }, { sink: all }]);
    room.append(SHOP, 'a', 'b', 'c', 'd');
    room.delivery.flush();
    await turn();
    assert.deepEqual([some.sent, all.sent], [[['a', 'c']], [['a', 'b', 'c', 'd']]]);
    await some.answer(DELIVERED);
    assert.deepEqual(room.settled, ['0 0 4']);
    assert.equal(room.counters.unrouted, 0);
  });

  it('leave out records that no sink matches, and count these', async (t) => {
    const sinks = [createHeldSink('one'), createHeldSink('other')] as const;
    const { append, counters } = createDeliveryRoom(
      t,
      sinks.map((sink) => ({ sink, takes: everySecond })),
    );
    append(SHOP, 'a', 'b', 'c', 'd', 'e');
    assert.equal(counters.unrouted, 2);
  });

  it('evaluate their match once for each log', (t) => {
    let asked = 0;
    const takes = (): TakenRecords => {
      asked++;
      return 'all';
    };
    const { append, delivery } = createDeliveryRoom(t, [{ sink: createHeldSink(), takes }]);
    for (let block = 0; block < 5; block++) append(SHOP, 'a');
    assert.ok(delivery.hasRoom(SHOP));
    assert.equal(asked, 1);
  });
});
