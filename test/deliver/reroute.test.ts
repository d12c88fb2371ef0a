import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { RouteChange } from '../../src/deliver/delivery.js';
import type { SendOutcome } from '../../src/record/sink.js';
import { createDeliveryRoom, logOf, type RoomRoute } from '../support/delivery-room.js';
import { createHeldSink, type HeldSink, turn } from '../support/held-sink.js';

const DELIVERED: SendOutcome = { kind: 'delivered' };
const AWAY: SendOutcome = { kind: 'retry', reason: 'connection refused' };
const LOG = logOf('shop');
const LIMITS = { memory: 64 * 2 ** 20, grace: 10_000 };

/** A delivery to sinks of these names, which have been given the record `a`. */
async function createRoom(t: TestContext, names: readonly string[], options: Partial<RoomRoute> = {}) {
  const sinks = Object.fromEntries(names.map((name) => [name, createHeldSink(name)]));
  const room = createDeliveryRoom(
    t,
    names.map((name) => ({ ...options, sink: sinks[name]! })),
  );
  const give = async (...messages: string[]): Promise<void> => {
    room.append(LOG, ...messages);
    room.delivery.flush();
    await turn();
  };
  const next = (sink: HeldSink, takesOver = true, more: Partial<RoomRoute> = {}): RouteChange => ({
    kind: 'new',
    route: room.route({ ...options, ...more, sink }),
    takesOver,
  });
  await give('a');
  return { ...room, room, sinks, give, next };
}

describe('a sink with unchanged settings', () => {
  it('continues with the waiting payloads, and is not closed', async (t) => {
    const { delivery, sinks, give, settled } = await createRoom(t, ['one', 'two']);
    delivery.reroute(
      [
        { kind: 'kept', name: 'two' },
        { kind: 'kept', name: 'one' },
      ],
      LIMITS,
    );
    await give('b');
    assert.deepEqual(
      delivery.status().map(({ name }) => name),
      ['two', 'one'],
    );
    for (const sink of Object.values(sinks)) {
      await sink.answer(DELIVERED);
      await sink.answer(DELIVERED);
      assert.deepEqual([sink.sent, sink.isClosed()], [[['a'], ['b']], false]);
    }
    assert.deepEqual(settled, ['0 0 1', '0 0 2', '1 0 1', '1 0 2']);
  });
});

describe('a sink with changed settings', () => {
  it('gets the waiting payloads of the old one at once, without a pause, then later records; the old one is closed', async (t) => {
    const { delivery, sinks, give, next, settled, counters } = await createRoom(t, ['one']);
    const before = sinks.one!;
    await before.answer(AWAY);
    const after = createHeldSink('one');
    delivery.reroute([next(after)], LIMITS);
    await give('b');
    assert.deepEqual([before.isClosed(), after.sent], [true, [['a']]]);
    await after.answer(DELIVERED);
    assert.deepEqual(after.sent, [['a'], ['b']]);
    await after.answer(DELIVERED);
    assert.deepEqual(settled, ['0 0 1', '0 retired', '1 0 2']);
    assert.deepEqual([counters.delivered, counters.dropped, counters.rejected], [2, 0, 0]);
    const [status] = delivery.status();
    assert.deepEqual([status!.records, status!.heldBytes, status!.retries], [2, 0, 1], 'the counts go on');
  });

  it('waits for requests in flight: it sends them again only after they failed, without a pause', async (t) => {
    const { delivery, sinks, next, pass } = await createRoom(t, ['one']);
    const before = sinks.one!;
    await before.answer(AWAY);
    const after = createHeldSink('one');
    await pass(250);
    assert.deepEqual(before.sent, [['a'], ['a']], 'it is tried again, and that is on its way');
    delivery.reroute([next(after)], LIMITS);
    await turn();
    assert.deepEqual([after.sent, before.isClosed()], [[], false]);
    await before.answer(AWAY);
    assert.deepEqual([after.sent, before.isClosed()], [[['a']], true]);
    assert.equal(delivery.status()[0]!.state, 'retrying');
    await after.answer(DELIVERED);
    assert.equal(delivery.status()[0]!.state, 'up');
  });

  it('waits no longer than the grace period for a request in flight without an answer, and then sends it again', async (t) => {
    const { delivery, sinks, give, next, pass, settled } = await createRoom(t, ['one']);
    const before = sinks.one!;
    const after = createHeldSink('one');
    delivery.reroute([next(after)], LIMITS);
    await give('b');
    await pass(9_999);
    assert.deepEqual([before.waiting(), before.isClosed(), after.sent], [1, false, []]);
    await pass(1);
    await turn();
    assert.deepEqual([before.isClosed(), after.sent], [true, [['a']]]);
    await after.answer(DELIVERED);
    await after.answer(DELIVERED);
    assert.deepEqual(
      [after.sent, settled],
      [
        [['a'], ['b']],
        ['0 0 1', '0 retired', '1 0 2'],
      ],
    );
  });

  it('waits without a limit for a record that comes out in any case', async (t) => {
    const sink = Object.assign(createHeldSink('one'), { isIrrevocable: true });
    const room = createDeliveryRoom(t, [{ sink }]);
    room.append(LOG, 'a');
    room.delivery.flush();
    await turn();
    const after = createHeldSink('one');
    room.delivery.reroute([{ kind: 'new', route: room.route({ sink: after }), takesOver: true }], LIMITS);
    await room.pass(60_000);
    assert.deepEqual([sink.waiting(), sink.isClosed(), after.sent], [1, false, []]);
    await sink.answer(DELIVERED);
    assert.deepEqual([room.settled, sink.isClosed(), after.sent], [['0 0 1', '0 retired'], true, []]);
  });

  it('keeps the order over several changes, and with another number of lanes', async (t) => {
    const { delivery, sinks, give, next } = await createRoom(t, ['one']);
    await sinks.one!.answer(AWAY);
    const [second, third] = [createHeldSink('one'), createHeldSink('one')];
    delivery.reroute([next(second, true, { lanes: 8 })], LIMITS);
    await turn();
    await give('b');
    await second.answer(AWAY);
    delivery.reroute([next(third, true, { lanes: 3 })], LIMITS);
    await give('c');
    for (let sent = 1; sent <= 3; sent++) {
      await turn();
      assert.equal(third.sent.length, sent);
      await third.answer(DELIVERED);
    }
    assert.deepEqual(third.sent, [['a'], ['b'], ['c']]);
    assert.deepEqual([second.sent, second.isClosed()], [[['a']], true]);
    assert.equal(delivery.isIdle, true);
  });

  it('keeps the order over two changes without new records between them', async (t) => {
    const { delivery, sinks, give, next } = await createRoom(t, ['one']);
    await sinks.one!.answer(AWAY);
    const [second, third] = [createHeldSink('one'), createHeldSink('one')];
    delivery.reroute([next(second)], LIMITS);
    await turn();
    delivery.reroute([next(third)], LIMITS);
    await give('b');
    await second.answer(AWAY);
    assert.deepEqual([second.sent, third.sent], [[['a']], [['a']]]);
    await third.answer(DELIVERED);
    await third.answer(DELIVERED);
    assert.deepEqual(third.sent, [['a'], ['b']]);
    assert.equal(delivery.isIdle, true);
  });

  it('counts the memory of payloads that wait for a sink that is down, so that endless changes stop the reading', async (t) => {
    const memory = 2 ** 20;
    const { delivery, sinks, give, next } = await createRoom(t, ['one']);
    await sinks.one!.answer(AWAY);
    let after = createHeldSink('one');
    let given = 1;
    for (let change = 0; change < 500; change++) {
      await after.answer(AWAY).catch(() => undefined);
      after = createHeldSink('one');
      delivery.reroute([next(after)], { memory, grace: 10_000 });
      await turn();
      if (delivery.hasRoom(LOG)) await give(`${given++}`);
    }
    const mostChanges = memory / (12 * 1024);
    assert.ok(given > mostChanges / 4 && given < mostChanges, `${given} changes had a record`);
    assert.ok(delivery.status()[0]!.heldBytes <= memory + 16 * 1024, 'but for what one read becomes');
    while (!delivery.isIdle) await after.answer(DELIVERED);
    const expected = ['a', ...Array.from({ length: given - 1 }, (_, index) => `${index + 1}`)];
    assert.deepEqual(after.sent.slice(-given).flat(), expected, 'all of it comes, in order');
    assert.deepEqual([delivery.status()[0]!.heldBytes, delivery.hasRoom(LOG)], [0, true]);
  });

  it('of another type begins after the last try of the old one', async (t) => {
    const { delivery, sinks, give, next, letters, settled } = await createRoom(t, ['one']);
    const before = sinks.one!;
    await before.answer(AWAY);
    const after = createHeldSink('one');
    delivery.reroute([next(after, false)], LIMITS);
    await give('b');
    assert.deepEqual([before.sent, after.sent], [[['a'], ['a']], []]);
    await before.answer(AWAY);
    await turn();
    assert.deepEqual([letters.length, after.sent, before.isClosed()], [1, [['b']], true]);
    await after.answer(DELIVERED);
    assert.deepEqual(settled, ['0 retired', '1 0 2']);
  });

  it('does not close a connection that the old and the new one share', async (t) => {
    const { delivery, sinks, give, next } = await createRoom(t, ['one']);
    const sink = sinks.one!;
    await sink.answer(DELIVERED);
    delivery.reroute([next(sink, true, { lanes: 2 })], LIMITS);
    await give('b');
    await sink.answer(DELIVERED);
    assert.deepEqual([sink.sent, sink.isClosed()], [[['a'], ['b']], false]);
    await delivery.drain(1000);
    assert.equal(sink.isClosed(), true);
  });

  it('gets no later records if podtail ends before the earlier ones are settled', async (t) => {
    const { delivery, sinks, give, next, settled } = await createRoom(t, ['one']);
    await sinks.one!.answer(AWAY);
    const after = createHeldSink('one');
    delivery.reroute([next(after)], LIMITS);
    await turn();
    await give('b');
    const drained = delivery.drain(10_000);
    await after.answer(AWAY);
    await after.answer(AWAY);
    await drained;
    assert.deepEqual([after.sent, settled], [[['a'], ['a']], []]);
  });
});

describe('a sink that is removed', () => {
  it('has a last try, and then writes its records to the dead letters; it holds back no position any more', async (t) => {
    const { delivery, sinks, letters, settled, counters, diagnostics } = await createRoom(t, ['one', 'two']);
    await sinks.two!.answer(AWAY);
    delivery.reroute([{ kind: 'kept', name: 'one' }], LIMITS);
    await turn();
    assert.deepEqual(sinks.two!.sent, [['a'], ['a']]);
    await sinks.two!.answer(AWAY);
    await turn();
    assert.deepEqual(
      letters.map(({ reason }) => reason),
      ['the sink was removed from the configuration'],
    );
    assert.deepEqual([settled, counters.rejected, sinks.two!.isClosed()], [['1 retired'], 1, true]);
    assert.match(diagnostics.said.join('\n'), /could not deliver 1 record to the sink two, kept in dead\.ndjson/);
    await sinks.one!.answer(DELIVERED);
    assert.equal(delivery.isIdle, true);
  });

  it('delays the reload no longer than the grace period', async (t) => {
    const { delivery, sinks, letters, settled, pass } = await createRoom(t, ['one', 'two']);
    delivery.reroute([{ kind: 'kept', name: 'one' }], LIMITS);
    await pass(9_999);
    assert.deepEqual(letters, []);
    await pass(1);
    await turn();
    assert.deepEqual([letters.length, settled], [1, ['1 retired']]);
    assert.equal(sinks.one!.waiting(), 1);
  });

  it('that accepts the waiting records leaves no dead letter', async (t) => {
    const { delivery, sinks, letters, settled } = await createRoom(t, ['one', 'two']);
    delivery.reroute([{ kind: 'kept', name: 'one' }], LIMITS);
    await sinks.two!.answer(DELIVERED);
    assert.deepEqual([letters, settled, sinks.two!.isClosed()], [[], ['1 0 1', '1 retired'], true]);
  });

  it('loses records whose dead letters cannot be written, and counts and logs that', async (t) => {
    const { delivery, room, sinks, counters, settled, diagnostics } = await createRoom(t, ['one', 'two']);
    room.putResult = { kind: 'failed', reason: 'no space' };
    await sinks.two!.answer(AWAY);
    delivery.reroute([{ kind: 'kept', name: 'one' }], LIMITS);
    await turn();
    await sinks.two!.answer(AWAY);
    await turn();
    assert.deepEqual([counters.dropped, settled], [1, ['1 retired']]);
    assert.match(diagnostics.said.join('\n'), /dropped 1 record for the sink two: the sink was removed/);
  });
});

describe('a sink that is added', () => {
  it('gets the records that are read from then on, and counts for backpressure', async (t) => {
    const { delivery, sinks, give, next } = await createRoom(t, ['one']);
    await sinks.one!.answer(DELIVERED);
    const added = createHeldSink('added');
    delivery.reroute([{ kind: 'kept', name: 'one' }, next(added)], LIMITS);
    await give('b');
    assert.deepEqual([sinks.one!.sent, added.sent], [[['a'], ['b']], [['b']]]);
  });
});
