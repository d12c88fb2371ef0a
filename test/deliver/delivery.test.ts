import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SendOutcome } from '../../src/record/sink.js';
import { createDeliveryRoom, logOf } from '../support/delivery-room.js';
import { createHeldSink, turn } from '../support/held-sink.js';

const DELIVERED: SendOutcome = { kind: 'delivered' };
const LOG = logOf('shop');

describe('batches', () => {
  it('without a timeout are sent when reading pauses; records that arrive during a request form the next one', async (t) => {
    const sink = createHeldSink();
    const { delivery, append, counters } = createDeliveryRoom(t, [{ sink }]);
    append(LOG, 'a');
    delivery.flush();
    append(LOG, 'b');
    delivery.flush();
    append(LOG, 'c', 'd');
    delivery.flush();
    await turn();
    assert.deepEqual(sink.sent, [['a']]);
    await sink.answer(DELIVERED);
    assert.deepEqual(sink.sent, [['a'], ['b', 'c', 'd']]);
    assert.equal(counters.delivered, 1);
    await sink.answer(DELIVERED);
    assert.equal(counters.delivered, 4);
  });

  it('are sent when reading pauses for the first time, with any timeout', async (t) => {
    const sink = createHeldSink();
    const { delivery, append, pass } = createDeliveryRoom(t, [{ sink, timeout: 1000 }]);
    delivery.flush();
    append(LOG, 'a');
    delivery.flush();
    await turn();
    assert.deepEqual(sink.sent, [['a']]);
    await sink.answer(DELIVERED);
    append(LOG, 'b');
    delivery.flush();
    await pass(999);
    assert.deepEqual(sink.sent, [['a']]);
  });

  it('with a timeout wait that long after their first record', async (t) => {
    const sink = createHeldSink();
    const { delivery, append, pass } = createDeliveryRoom(t, [{ sink, timeout: 1000 }]);
    append(LOG, 'first');
    delivery.flush();
    await turn();
    await sink.answer(DELIVERED);
    append(LOG, 'a');
    delivery.flush();
    await pass(600);
    append(LOG, 'b');
    await pass(399);
    assert.deepEqual(sink.sent, [['first']]);
    await pass(1);
    assert.deepEqual(sink.sent, [['first'], ['a', 'b']]);
    append(LOG, 'c');
    await sink.answer(DELIVERED);
    assert.deepEqual(sink.sent, [['first'], ['a', 'b']], 'what came meanwhile has a time of its own');
    await pass(1000);
    assert.deepEqual(sink.sent, [['first'], ['a', 'b'], ['c']]);
  });

  it('are sent at once when they are full, by records or by bytes', async (t) => {
    const sink = createHeldSink();
    const limits = { bytes: 1000, records: 2 };
    const { append } = createDeliveryRoom(t, [{ sink, timeout: 1000, limits }]);
    append(LOG, 'a', 'b', 'c');
    await turn();
    assert.deepEqual(sink.sent, [['a', 'b']]);
    append(LOG, 'x'.repeat(2000));
    await sink.answer(DELIVERED);
    assert.deepEqual(
      sink.sent[1]?.map((message) => message.length),
      [1, 2000],
    );
  });

  it('contain each record once, however often their memory is reused', async (t) => {
    const sink = createHeldSink();
    const { delivery, append } = createDeliveryRoom(t, [{ sink }]);
    for (const message of ['a', 'b', 'c', 'd', 'e']) {
      append(LOG, message);
      delivery.flush();
      await turn();
      await sink.answer(DELIVERED);
    }
    assert.deepEqual(sink.sent, [['a'], ['b'], ['c'], ['d'], ['e']]);
  });
});

describe('lanes', () => {
  it('send in parallel; the records of one log always use the same lane, so they stay in order', async (t) => {
    const sink = createHeldSink();
    const { delivery, append } = createDeliveryRoom(t, [{ sink, lanes: 4 }]);
    const logs = Array.from({ length: 12 }, (_, number) => logOf('shop', `web-${number}`));
    for (const round of ['1', '2']) {
      for (const log of logs) append(log, `${log.path} ${round}`);
      delivery.flush();
      await turn();
    }
    assert.equal(sink.waiting(), 4);
    for (let sent = 0; sent < 8; sent++) await sink.answer(DELIVERED);
    assert.equal(sink.sent.length, 8);
    const messages = sink.sent.flat();
    for (const { path } of logs) assert.ok(messages.indexOf(`${path} 1`) < messages.indexOf(`${path} 2`), path);
  });

  it('use one lane for all runs of a container, so that a later run waits for the one before', async (t) => {
    const sink = createHeldSink();
    const { delivery, append } = createDeliveryRoom(t, [{ sink, lanes: 8 }]);
    const runs = [0, 1, 2, 3, 4, 5].map((restart) => {
      const { metadata, ...log } = logOf('shop');
      return { ...log, path: `/shop/web/app/${restart}.log`, metadata: { ...metadata, restart } };
    });
    for (const run of runs) append(run, run.path);
    delivery.flush();
    await turn();
    assert.deepEqual(sink.sent, [runs.map(({ path }) => path)]);
  });

  it('have no room while a full payload waits, and report when they have room again', async (t) => {
    const sink = createHeldSink();
    const { delivery, append, heard } = createDeliveryRoom(t, [{ sink, limits: { bytes: 1, records: 1 } }]);
    assert.equal(delivery.hasRoom(LOG), true);
    append(LOG, 'a', 'b');
    assert.equal(delivery.hasRoom(LOG), false);
    await turn();
    await sink.answer(DELIVERED);
    assert.deepEqual(sink.sent, [['a'], ['b']]);
    assert.equal(delivery.hasRoom(LOG), true);
    assert.ok(heard.includes('room'));
  });

  it('hold no more than limits.memory together, and have room again after a delivery (30: out of memory under backpressure, or paused for ever)', async (t) => {
    const memory = 100_000;
    const sinks = [createHeldSink('a'), createHeldSink('b')];
    const limits = { bytes: 1_000_000, records: 1_000_000 };
    const { delivery, append } = createDeliveryRoom(
      t,
      sinks.map((sink) => ({ sink, lanes: 8, limits })),
      memory,
    );
    const logs = Array.from({ length: 100 }, (_, number) => logOf('shop', `web-${number}`));
    const held = (): number => delivery.status().reduce((sum, { heldBytes }) => sum + heldBytes, 0);
    const fill = (): void => {
      for (let round = 0; round < 100; round++) {
        for (const log of logs) if (delivery.hasRoom(log)) append(log, 'x'.repeat(500));
      }
    };
    fill();
    delivery.flush();
    await turn();
    assert.ok(held() > memory / 4 && held() <= memory, `${held()} bytes are held`);
    const before = sinks[0]!.sent.flat().length;
    for (let round = 0; round < 10; round++) {
      for (const sink of sinks) while (sink.waiting() > 0) await sink.answer(DELIVERED);
      fill();
      delivery.flush();
      await turn();
      assert.ok(held() <= memory, `${held()} bytes are held`);
    }
    assert.ok(sinks[0]!.sent.flat().length > 5 * before);
  });
});

describe('many destinations of a sink that are down', () => {
  it('hold only what was read before the failure was known, while other destinations continue (33: Loki 429 lost or blocking others)', async (t) => {
    const sink = createHeldSink();
    const memory = 1_000_000;
    const partition = (source: { metadata: { namespace?: string } }): string => source.metadata.namespace ?? '';
    const limits = { bytes: 1_000_000, records: 1_000_000 };
    const { delivery, append } = createDeliveryRoom(t, [{ sink, partition, limits }], memory);
    const loud = Array.from({ length: 200 }, (_, number) => logOf(`loud-${number}`));
    const fill = (): void => {
      for (const log of loud) if (delivery.hasRoom(log)) append(log, 'x'.repeat(1000));
      delivery.flush();
    };
    fill();
    await turn();
    while (sink.waiting() > 0) await sink.answer({ kind: 'retry', reason: 'rate limit', status: 429, after: 60_000 });
    for (let round = 0; round < 200; round++) fill();
    assert.ok(!loud.some((log) => delivery.hasRoom(log)));
    const [status] = delivery.status();
    assert.ok(status!.heldBytes < memory / 4, `${status!.heldBytes} bytes are held`);
    assert.deepEqual([status!.destinations.count, status!.destinations.retrying], [200, 200]);
    assert.equal(status!.destinations.shown.length, 50, 'the status stays small');
    const quiet = logOf('quiet');
    for (let round = 0; round < 100; round++) {
      assert.equal(delivery.hasRoom(quiet), true);
      append(quiet, `${round}`);
      delivery.flush();
      await turn();
      await sink.answer({ kind: 'delivered' });
    }
    assert.equal(sink.sent.at(-1)?.[0], '99');
  });
});

describe('several sinks', () => {
  it('each get all records at their own speed; reading waits for the slowest', async (t) => {
    const [fast, slow] = [createHeldSink('fast'), createHeldSink('slow')];
    const limits = { bytes: 1, records: 1 };
    const { delivery, append, settled } = createDeliveryRoom(t, [
      { sink: fast, limits },
      { sink: slow, limits },
    ]);
    append(LOG, 'a', 'b');
    await turn();
    await fast.answer(DELIVERED);
    await fast.answer(DELIVERED);
    assert.equal(delivery.hasRoom(LOG), false);
    assert.deepEqual(settled, ['0 0 1', '0 0 2']);
    await slow.answer(DELIVERED);
    assert.equal(delivery.hasRoom(LOG), true);
  });

  it('of which one is optional: it delays no other sink, drops what it has no room for, and counts it', async (t) => {
    const [needed, optional] = [createHeldSink('needed'), createHeldSink('extra')];
    const limits = { bytes: 1, records: 1 };
    const { delivery, append, counters, diagnostics, settled } = createDeliveryRoom(t, [
      { sink: needed, limits },
      { sink: optional, limits, optional: true },
    ]);
    for (const message of ['a', 'b', 'c', 'd']) {
      assert.equal(delivery.hasRoom(LOG), true);
      append(LOG, message);
      await turn();
      await needed.answer(DELIVERED);
    }
    assert.deepEqual(needed.sent.flat(), ['a', 'b', 'c', 'd']);
    assert.deepEqual(optional.sent, [['a']]);
    assert.equal(delivery.status()[1]?.dropped, 2);
    assert.equal(counters.dropped, 2);
    assert.match(
      diagnostics.said.join(),
      /dropped 1 record for the sink extra: it is optional, and takes data too slowly/,
    );
    await optional.answer(DELIVERED);
    append(LOG, 'e');
    await optional.answer(DELIVERED);
    await turn();
    assert.deepEqual(optional.sent, [['a'], ['b'], ['e']]);
    assert.ok(
      settled.every((line) => line.startsWith('0 ')),
      'positions do not wait for it',
    );
  });

  it('continue after an optional one closes, and end after a required one closes', async (t) => {
    const [needed, optional] = [createHeldSink('needed'), createHeldSink('extra')];
    const { delivery, append, heard } = createDeliveryRoom(t, [{ sink: needed }, { sink: optional, optional: true }]);
    append(LOG, 'a');
    delivery.flush();
    await turn();
    await optional.answer({ kind: 'closed', reason: 'EPIPE' });
    assert.ok(!heard.includes('closed'));
    assert.equal(delivery.status()[1]?.state, 'closed');
    append(LOG, 'b');
    await needed.answer(DELIVERED);
    assert.equal(delivery.status()[1]?.dropped, 1);
    await needed.answer({ kind: 'closed', reason: 'EPIPE' });
    assert.ok(heard.includes('closed'));
  });
});

describe('a sink that is closed', () => {
  it('ends the delivery if it is required, even if there are optional sinks', async (t) => {
    const sink = createHeldSink('needed');
    const { delivery, append, heard } = createDeliveryRoom(t, [{ sink }, { sink: createHeldSink(), optional: true }]);
    append(LOG, 'a');
    delivery.flush();
    await turn();
    await sink.answer({ kind: 'closed', reason: 'EPIPE' });
    assert.ok(heard.includes('closed'));
  });

  it('gets no more records, and settles none', async (t) => {
    const sink = createHeldSink();
    const { delivery, append, heard, counters, settled } = createDeliveryRoom(t, [
      { sink, limits: { bytes: 1, records: 1 } },
    ]);
    append(LOG, 'a', 'b');
    await turn();
    await sink.answer({ kind: 'closed', reason: 'EPIPE' });
    delivery.flush();
    assert.deepEqual(sink.sent, [['a']]);
    assert.deepEqual(
      heard.filter((word) => word === 'closed'),
      ['closed'],
    );
    assert.equal(counters.delivered, 0);
    assert.deepEqual(settled, []);
  });

  it('because of an unexpected error, ends the delivery with that error', async (t) => {
    const sink = { ...createHeldSink(), send: () => Promise.reject(new Error('a fault')) };
    const { delivery, append, heard, settled } = createDeliveryRoom(t, [{ sink }]);
    append(LOG, 'a');
    delivery.flush();
    await turn();
    assert.deepEqual(heard, ['error: Error: a fault']);
    assert.deepEqual(settled, []);
  });
});

describe('the end of a delivery', () => {
  it('delivers everything, then closes the sink', async (t) => {
    const sink = createHeldSink();
    const { delivery, append } = createDeliveryRoom(t, [{ sink, timeout: 1000, limits: { bytes: 1, records: 2 } }]);
    append(LOG, 'a', 'b');
    const draining = delivery.drain(60_000);
    await turn();
    assert.deepEqual(sink.sent, [['a']]);
    await sink.answer(DELIVERED);
    assert.equal(sink.isClosed(), false);
    await sink.answer(DELIVERED);
    await draining;
    assert.equal(sink.isClosed(), true);
  });

  it('leaves what is not delivered within the grace period, and reports it', async (t) => {
    const sink = createHeldSink();
    const { delivery, append, diagnostics, pass, settled } = createDeliveryRoom(t, [{ sink }]);
    append(LOG, 'a');
    const draining = delivery.drain(500);
    await pass(500);
    await draining;
    assert.equal(diagnostics.said[0], 'warn: some records were not delivered within shutdown.grace (500 ms)');
    assert.deepEqual(settled, []);
  });

  it('tries payloads in backoff once more at once, and settles nothing that fails (31: shutdown loses or hangs)', async (t) => {
    const sink = createHeldSink();
    const { delivery, append, diagnostics, settled } = createDeliveryRoom(t, [{ sink, lanes: 4 }]);
    const logs = Array.from({ length: 12 }, (_, number) => logOf('shop', `web-${number}`));
    for (const log of logs) append(log, log.path);
    delivery.flush();
    await turn();
    while (sink.waiting() > 0) await sink.answer({ kind: 'retry', reason: 'away' });
    const tries = sink.sent.length;
    const draining = delivery.drain(3_600_000);
    await turn();
    assert.equal(sink.sent.length, tries + 1, 'the probe alone');
    await sink.answer({ kind: 'retry', reason: 'away' });
    await draining;
    assert.equal(sink.sent.length, tries + 1);
    assert.deepEqual(settled, []);
    assert.match(
      diagnostics.said.join('\n'),
      /warn: could not deliver 12 records to the sink held at the last attempt; with --state-dir, podtail tries again at the next start/,
    );
  });

  it('delivers all payloads in backoff if the last try succeeds (31)', async (t) => {
    const sink = createHeldSink();
    const { delivery, append, settled } = createDeliveryRoom(t, [{ sink, lanes: 4 }]);
    const logs = Array.from({ length: 12 }, (_, number) => logOf('shop', `web-${number}`));
    for (const log of logs) append(log, log.path);
    delivery.flush();
    await turn();
    while (sink.waiting() > 0) await sink.answer({ kind: 'retry', reason: 'away' });
    const draining = delivery.drain(3_600_000);
    await turn();
    while (sink.waiting() > 0) await sink.answer(DELIVERED);
    await draining;
    assert.equal(settled.length, 12);
  });
});
