import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { PutResult } from '../../src/deliver/dead-letters.js';
import type { Payload } from '../../src/record/payload.js';
import { type RecordRange, rangesOf } from '../../src/record/payload-records.js';
import type { SendOutcome } from '../../src/record/sink.js';
import { createDeliveryRoom, logOf, type RoomRoute } from '../support/delivery-room.js';
import { createHeldSink, type HeldSink, messagesOf, turn } from '../support/held-sink.js';

const DELIVERED: SendOutcome = { kind: 'delivered' };
const AWAY: SendOutcome = { kind: 'retry', reason: 'connection refused' };
const LOG = logOf('shop');

/** A delivery to one sink, which has been given these records in one request. */
async function sentRoom(
  t: TestContext,
  messages: readonly string[],
  route: Partial<RoomRoute> & { readonly sink?: HeldSink } = {},
) {
  const sink = route.sink ?? createHeldSink();
  const room = createDeliveryRoom(t, [{ ...route, sink }]);
  room.append(LOG, ...messages);
  room.delivery.flush();
  await turn();
  return { ...room, sink, room, status: () => room.delivery.status()[0]! };
}

describe('a payload without an answer', () => {
  it('is sent again after a pause, before anything else; what it settles waits (29: offset saved before delivery)', async (t) => {
    const { sink, pass, append, delivery, settled } = await sentRoom(t, ['a']);
    append(LOG, 'b');
    delivery.flush();
    await sink.answer(AWAY);
    assert.deepEqual(sink.sent, [['a']]);
    await pass(249);
    assert.deepEqual(sink.sent, [['a']]);
    assert.deepEqual(settled, []);
    await pass(1);
    assert.deepEqual(sink.sent, [['a'], ['a']]);
    await sink.answer(DELIVERED);
    assert.deepEqual(settled, ['0 0 1']);
    assert.deepEqual(sink.sent, [['a'], ['a'], ['b']]);
  });

  it('waits longer after each failure, and at least as long as the server requests', async (t) => {
    const { sink, pass } = await sentRoom(t, ['a']);
    const pauses: number[] = [];
    for (const outcome of [AWAY, AWAY, AWAY, { ...AWAY, after: 20_000 }, AWAY, AWAY, AWAY, AWAY, AWAY]) {
      const tries = sink.sent.length;
      await sink.answer(outcome);
      let pause = 0;
      while (sink.sent.length === tries) {
        await pass(50);
        pause += 50;
      }
      pauses.push(pause);
    }
    assert.deepEqual(pauses, [250, 500, 1000, 20_000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  it('is also sent again after 401 and 403 (41: certificates and tokens read once)', async (t) => {
    const { sink, pass, counters, letters } = await sentRoom(t, ['a']);
    await sink.answer({ kind: 'credentials', reason: 'http://x answered 401', status: 401 });
    await pass(250);
    await sink.answer(DELIVERED);
    assert.equal(counters.delivered, 1);
    assert.deepEqual(letters, []);
  });

  it('is logged once, until the sink accepts data again', async (t) => {
    const { sink, pass, diagnostics, status } = await sentRoom(t, ['a']);
    for (let failures = 0; failures < 3; failures++) {
      await sink.answer(AWAY);
      assert.equal(status().state, 'retrying');
      await pass(30_000);
    }
    await sink.answer(DELIVERED);
    assert.deepEqual(diagnostics.said, [
      'problem: the sink held does not take data, and podtail tries again until it does: connection refused',
      'solved: the sink held takes data again',
    ]);
    const { state, retries, lastError, records, batches, inFlightBytes, heldBytes } = status();
    assert.deepEqual({ state, retries, records, batches }, { state: 'up', retries: 3, records: 1, batches: 1 });
    assert.deepEqual(lastError, { reason: 'connection refused', time: 60_000 });
    assert.deepEqual({ inFlightBytes, heldBytes }, { inFlightBytes: 0, heldBytes: 0 });
  });

  it('becomes dead letters after retry.giveUpAfter, and later data flows (35: hopeless data retried for ever)', async (t) => {
    const { sink, pass, append, delivery, letters, settled, status } = await sentRoom(t, ['a', 'b'], {
      giveUpAfter: 60_000,
    });
    while (letters.length === 0) {
      if (sink.waiting() > 0) await sink.answer(AWAY);
      await pass(1000);
    }
    assert.deepEqual(
      letters.map(({ id, reason }) => [id, reason]),
      [
        ['file0-0', 'given up after 60 s: connection refused'],
        ['file0-1', 'given up after 60 s: connection refused'],
      ],
    );
    assert.deepEqual(settled, ['0 0 2']);
    assert.deepEqual(status().rejected, { given_up: 2 });
    append(LOG, 'c');
    delivery.flush();
    await pass(30_000);
    assert.deepEqual(sink.sent.at(-1), ['c']);
    await sink.answer(DELIVERED);
    assert.deepEqual(settled, ['0 0 2', '0 0 3']);
  });
});

describe('while a sink is down', () => {
  it('there is one probe at a time and few tries a minute; all lanes continue when it is up (40: no recovery after the sink restarts; retry storms)', async (t) => {
    const sink = createHeldSink();
    const { append, delivery, pass, counters } = createDeliveryRoom(t, [{ sink, lanes: 8 }]);
    const logs = Array.from({ length: 40 }, (_, number) => logOf('shop', `web-${number}`));
    for (const log of logs) append(log, log.path);
    delivery.flush();
    await turn();
    assert.equal(sink.waiting(), 8);
    while (sink.waiting() > 0) await sink.answer(AWAY);
    let tries = 0;
    for (let second = 0; second < 600; second++) {
      await pass(1000);
      assert.ok(sink.waiting() <= 1, `${sink.waiting()} requests at the same time`);
      if (sink.waiting() === 1) {
        tries++;
        await sink.answer(AWAY);
      }
    }
    assert.ok(tries >= 20 && tries <= 60, `${tries} tries in ten minutes`);
    await pass(30_000);
    await sink.answer(DELIVERED);
    while (sink.waiting() > 0) {
      assert.equal(sink.waiting(), 1, 'one lane is in use at first');
      await sink.answer(DELIVERED);
    }
    assert.equal(counters.delivered, 40);
  });

  it('each lane sends the probe in turn, so that one lane that is always refused does not block the others', async (t) => {
    const sink = createHeldSink();
    const { append, delivery, pass } = createDeliveryRoom(t, [{ sink, lanes: 2 }]);
    const logs = Array.from({ length: 12 }, (_, number) => logOf('shop', `web-${number}`));
    for (const log of logs) append(log, log.path);
    delivery.flush();
    await turn();
    while (sink.waiting() > 0) await sink.answer(AWAY);
    const [first, second] = sink.sent;
    await pass(30_000);
    await sink.answer(AWAY);
    await pass(30_000);
    assert.deepEqual(sink.sent.slice(2), [first, second]);
  });

  it('other destinations continue: a tenant over its limit stops no other tenant (33: Loki 429 lost or blocking others)', async (t) => {
    const sink = createHeldSink();
    const partition = (source: { metadata: { namespace?: string } }): string => source.metadata.namespace ?? '';
    const { append, delivery, pass, diagnostics } = createDeliveryRoom(t, [
      { sink, partition, limits: { bytes: 1, records: 1 } },
    ]);
    const [loud, quiet] = [logOf('loud'), logOf('quiet')];
    append(loud, 'l1', 'l2');
    await turn();
    await sink.answer({ kind: 'retry', reason: 'rate limit', status: 429, after: 60_000 });
    assert.equal(delivery.hasRoom(loud), false);
    for (const message of ['q1', 'q2', 'q3']) {
      assert.equal(delivery.hasRoom(quiet), true);
      append(quiet, message);
      await turn();
      await sink.answer(DELIVERED);
    }
    assert.deepEqual(sink.sent, [['l1'], ['q1'], ['q2'], ['q3']]);
    assert.match(diagnostics.said[0] ?? '', /loud of the sink held takes no data/);
    await pass(60_000);
    await sink.answer(DELIVERED);
    assert.deepEqual(sink.sent.slice(4), [['l1'], ['l2']], '429 loses nothing');
  });

  it('another sink continues as far as it may be ahead (33)', async (t) => {
    const [down, up] = [createHeldSink('down'), createHeldSink('up')];
    const { append, delivery } = createDeliveryRoom(t, [{ sink: down }, { sink: up }]);
    append(LOG, 'a');
    delivery.flush();
    await turn();
    await down.answer(AWAY);
    append(LOG, 'b');
    await up.answer(DELIVERED);
    assert.deepEqual(up.sent, [['a'], ['b']]);
  });
});

describe('a payload that is accepted in part', () => {
  it('is sent again without the accepted records, in order; refused records become dead letters (36: partial failure mishandled)', async (t) => {
    const { sink, pass, letters, settled, counters, append, delivery } = await sentRoom(t, ['a', 'b', 'c', 'd', 'e']);
    append(LOG, 'f');
    delivery.flush();
    const rejected = [{ record: 2, reason: 'mapper_parsing_exception', status: 400, cause: 'mapping' }];
    await sink.answer({ kind: 'partial', again: [1, 3], rejected, reason: 'busy' });
    assert.deepEqual(
      letters.map(({ id, reason, status, record }) => [id, reason, status, JSON.parse(record).message]),
      [['file0-2', 'mapper_parsing_exception', 400, 'c']],
    );
    assert.equal(counters.delivered, 2);
    assert.deepEqual(settled, []);
    await pass(250);
    assert.deepEqual(sink.sent.slice(1), [['b', 'd']]);
    await sink.answer({ kind: 'partial', again: [1], rejected: [], reason: 'busy' });
    await pass(500);
    await sink.answer(DELIVERED);
    assert.deepEqual(sink.sent.slice(2), [['d'], ['f']]);
    assert.deepEqual(settled, ['0 0 5']);
    assert.equal(counters.delivered, 4);
    assert.equal(counters.rejected, 1);
  });

  it('is tried once more at the end, and then left unsettled (31: shutdown loses or hangs)', async (t) => {
    const { sink, settled, delivery } = await sentRoom(t, ['a', 'b']);
    await sink.answer({ kind: 'partial', again: [1], rejected: [], reason: 'busy' });
    const draining = delivery.drain(3_600_000);
    await turn();
    assert.deepEqual(sink.sent, [['a', 'b'], ['b']]);
    await sink.answer({ kind: 'partial', again: [0], rejected: [], reason: 'busy' });
    await draining;
    assert.deepEqual(settled, []);
  });

  it('again and again is tried once more at the end, and then left unsettled (31)', async (t) => {
    const { sink, settled, delivery } = await sentRoom(t, ['a', 'b', 'c', 'd']);
    await sink.answer({ kind: 'partial', again: [1, 2, 3], rejected: [], reason: 'busy' });
    const draining = delivery.drain(3_600_000);
    await turn();
    await sink.answer({ kind: 'partial', again: [1, 2], rejected: [], reason: 'busy' });
    await draining;
    assert.deepEqual(sink.sent, [
      ['a', 'b', 'c', 'd'],
      ['b', 'c', 'd'],
    ]);
    assert.deepEqual(settled, []);
  });

  it('delays no other lane', async (t) => {
    const sink = createHeldSink();
    const { append, delivery } = createDeliveryRoom(t, [{ sink, lanes: 8 }]);
    const logs = Array.from({ length: 40 }, (_, number) => logOf('shop', `web-${number}`));
    for (const log of logs) append(log, log.path);
    delivery.flush();
    await turn();
    const [first] = sink.sent;
    assert.ok(first!.length > 1);
    await sink.answer({ kind: 'partial', again: [0], rejected: [], reason: 'a shard is away' });
    for (let lane = 1; lane < 8; lane++) await sink.answer(DELIVERED);
    for (const log of logs) append(log, `${log.path} again`);
    delivery.flush();
    await turn();
    assert.equal(sink.waiting(), 7);
  });

  it('and given up becomes dead letters for the records that were not accepted (35)', async (t) => {
    const { sink, pass, letters, settled } = await sentRoom(t, ['a', 'b'], { giveUpAfter: 60_000 });
    while (letters.length === 0) {
      if (sink.waiting() > 0)
        await sink.answer({ kind: 'partial', again: [sink.sent.at(-1)!.length - 1], rejected: [], reason: 'x' });
      await pass(1000);
    }
    assert.deepEqual(
      letters.map(({ id }) => id),
      ['file0-1'],
    );
    assert.deepEqual(settled, ['0 0 2']);
  });

  it('and partly stored in a failure store is settled, and that is counted separately', async (t) => {
    const { sink, counters, diagnostics, status } = await sentRoom(t, ['a', 'b', 'c']);
    await sink.answer({ kind: 'delivered', apart: { records: 2, reason: 'failure store' } });
    assert.deepEqual([counters.delivered, status().records, status().apart], [3, 3, 2]);
    assert.deepEqual(diagnostics.said, ['warn: the sink held put 2 records into its failure store: failure store']);
  });

  it('and partly lost by the sink itself is settled, and that is counted', async (t) => {
    const { sink, settled, status, diagnostics } = await sentRoom(t, ['a', 'b', 'c']);
    await sink.answer({ kind: 'delivered', lost: { records: 2, reason: 'unsupported' } });
    assert.deepEqual(settled, ['0 0 3']);
    assert.equal(status().lost, 2);
    assert.equal(status().records, 1);
    assert.deepEqual(diagnostics.said, ['warn: the sink held lost 2 records that it had taken: unsupported']);
  });
});

describe('a payload that its sink splits', () => {
  /** A sink that wants each message that begins with `!` in a request of its own, behind the others. */
  function dividing(): HeldSink {
    const sink = createHeldSink();
    return Object.assign(sink, {
      divide(payload: Payload): RecordRange[][] {
        const messages = messagesOf(payload);
        const alone = messages.flatMap((message, record) => (message.startsWith('!') ? [rangesOf([record])] : []));
        const others = rangesOf(messages.flatMap((message, record) => (message.startsWith('!') ? [] : [record])));
        return others.length === 0 ? alone : [others, ...alone];
      },
    });
  }

  it('is sent in parts, and is settled after the last part', async (t) => {
    const sink = dividing();
    const { settled, counters, pass } = await sentRoom(t, ['a', '!b', 'c', '!d'], { sink });
    await sink.answer(DELIVERED);
    await sink.answer(AWAY);
    await pass(250);
    await sink.answer(DELIVERED);
    assert.deepEqual(settled, []);
    await sink.answer(DELIVERED);
    assert.deepEqual(sink.sent, [['a', 'c'], ['!b'], ['!b'], ['!d']]);
    assert.deepEqual(settled, ['0 0 4']);
    assert.equal(counters.delivered, 4);
  });

  it('is sent again at once if the sink changes how it sends it, even if that is all of it', async (t) => {
    const { sink, settled, counters, status } = await sentRoom(t, ['a', 'b']);
    await sink.answer({ kind: 'partial', again: [0, 1], rejected: [], reason: 'too old there', isOtherwise: true });
    assert.deepEqual(sink.sent, [
      ['a', 'b'],
      ['a', 'b'],
    ]);
    assert.deepEqual([status().state, status().retriesBy], ['up', { partial: 1 }]);
    await sink.answer(DELIVERED);
    assert.deepEqual(settled, ['0 0 2']);
    assert.equal(counters.delivered, 2);
  });
});

describe('a payload that is too large', () => {
  it('is sent in halves, in order; a single record that is too large becomes a dead letter, and later records are delivered (38: 413 loop)', async (t) => {
    const { sink, letters, settled, append, delivery, counters } = await sentRoom(t, ['a', 'b', 'BIG', 'c', 'd']);
    append(LOG, 'e');
    delivery.flush();
    const taken: string[] = [];
    while (sink.waiting() > 0) {
      const messages = sink.sent.at(-1)!;
      if (messages.includes('BIG')) await sink.answer({ kind: 'tooLarge', reason: 'answered 413', status: 413 });
      else {
        taken.push(...messages);
        await sink.answer(DELIVERED);
      }
    }
    assert.deepEqual(taken, ['a', 'b', 'c', 'd', 'e']);
    assert.deepEqual(
      letters.map(({ status, record }) => [status, JSON.parse(record).message]),
      [[413, 'BIG']],
    );
    assert.deepEqual(settled, ['0 0 5', '0 0 6']);
    assert.equal(counters.delivered, 5);
  });

  it('makes the next payloads smaller, so that they are not each sent twice (38)', async (t) => {
    const limit = 200_000;
    const message = 'x'.repeat(1000);
    const { sink, append, delivery, status } = await sentRoom(t, Array(600).fill(message), {
      limits: { bytes: 1_000_000, records: 10_000 },
    });
    const answerAll = async (): Promise<void> => {
      while (sink.waiting() > 0) {
        const isTooLarge = sink.sent.at(-1)!.length * 1000 > limit;
        await sink.answer(isTooLarge ? { kind: 'tooLarge', reason: 'answered 413', status: 413 } : DELIVERED);
      }
    };
    await answerAll();
    const { splits } = status();
    for (let round = 0; round < 5; round++) {
      append(LOG, ...Array(600).fill(message));
      delivery.flush();
      await turn();
      await answerAll();
    }
    assert.equal(status().splits, splits);
    assert.equal(status().records, 3600);
  });
});

describe('records that are refused', () => {
  it('become dead letters before anything is settled, and later data flows (35: hopeless data retried for ever)', async (t) => {
    const { sink, letters, settled, append, delivery, status, diagnostics } = await sentRoom(t, ['a', 'b']);
    append(LOG, 'c');
    delivery.flush();
    await sink.answer({ kind: 'rejected', reason: 'http://x answered 400', status: 400 });
    assert.equal(letters.length, 2);
    assert.deepEqual(settled, ['0 0 2']);
    assert.deepEqual(sink.sent, [['a', 'b'], ['c']]);
    const { rejected, deadLetters, deadLettersLost } = status();
    assert.deepEqual(
      { rejected, deadLetters, deadLettersLost },
      {
        rejected: { status_400: 2 },
        deadLetters: 2,
        deadLettersLost: 0,
      },
    );
    assert.deepEqual(diagnostics.said, [
      'warn: could not deliver 2 records to the sink held, kept in dead.ndjson (send again with podtail replay): http://x answered 400',
    ]);
  });

  it('are logged once a minute, with their number', async (t) => {
    const { sink, append, delivery, pass, diagnostics } = await sentRoom(t, ['a']);
    for (let second = 0; second < 61; second++) {
      await sink.answer({ kind: 'rejected', reason: 'bad' });
      append(LOG, 'x');
      delivery.flush();
      await pass(1000);
    }
    assert.deepEqual(
      diagnostics.said.map((line) => /\d+ records?/.exec(line)?.[0]),
      ['1 record', '60 records'],
    );
  });

  it('are lost and counted without a state folder', async (t) => {
    const { sink, room, settled, status, diagnostics } = await sentRoom(t, ['a', 'b'], { deadLetterFile: undefined });
    room.putResult = { kind: 'kept', lost: 2 };
    await sink.answer({ kind: 'rejected', reason: 'bad', status: 400 });
    assert.deepEqual(settled, ['0 0 2']);
    assert.equal(status().deadLettersLost, 2);
    assert.match(
      diagnostics.said[0]!,
      /could not deliver 2 records to the sink held, lost \(set --state-dir to keep dead letters\): bad/,
    );
  });

  it('settle nothing, and hold back later requests, until they are on the disk', async (t) => {
    const { promise, resolve } = promisedLater<PutResult>();
    const { sink, settled, append, delivery } = await sentRoom(t, ['a'], {
      deadLetters: { put: () => promise },
    });
    append(LOG, 'b');
    delivery.flush();
    await sink.answer({ kind: 'rejected', reason: 'bad' });
    assert.deepEqual([settled, sink.sent], [[], [['a']]]);
    resolve({ kind: 'kept', lost: 0 });
    await turn();
    assert.deepEqual([settled, sink.sent], [['0 0 1'], [['a'], ['b']]]);
  });

  it('settle nothing, and hold back later records, while they cannot be written', async (t) => {
    const { sink, room, settled, pass, append, delivery, diagnostics } = await sentRoom(t, ['a']);
    append(LOG, 'b');
    delivery.flush();
    room.putResult = { kind: 'failed', reason: 'ENOSPC' };
    await sink.answer({ kind: 'rejected', reason: 'bad' });
    await pass(60_000);
    assert.deepEqual(settled, []);
    assert.deepEqual(sink.sent, [['a']]);
    assert.match(diagnostics.said[0]!, /^problem: cannot write dead letters of the sink held \(ENOSPC\)/);
    room.putResult = { kind: 'kept', lost: 0 };
    await pass(60_000);
    assert.deepEqual(settled, ['0 0 1']);
    assert.deepEqual(sink.sent, [['a'], ['b']]);
  });

  it('settle nothing if podtail ends before they could be written (31: shutdown loses or hangs)', async (t) => {
    const { sink, room, settled, delivery } = await sentRoom(t, ['a']);
    room.putResult = { kind: 'failed', reason: 'ENOSPC' };
    await sink.answer({ kind: 'rejected', reason: 'bad' });
    await delivery.drain(3_600_000);
    assert.deepEqual(settled, []);
  });
});

function promisedLater<Value>() {
  let resolve = (_value: Value): void => {};
  const promise = new Promise<Value>((onResolve) => {
    resolve = onResolve;
  });
  return { promise, resolve };
}
