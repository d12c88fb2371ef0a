import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { appendRow } from '../../src/decode/append-record.js';
import { Delivery } from '../../src/deliver/delivery.js';
import { createFlatEncoder } from '../../src/encode/flat-encoder.js';
import { createCounters } from '../../src/record/counters.js';
import { createRecordBlock, putScratch, type RecordBlock, RecordFlag } from '../../src/record/record-block.js';
import type { SendOutcome, Sink } from '../../src/record/sink.js';
import { createSpokenDiagnostics } from '../support/spoken-diagnostics.js';

/** A sink whose answers the test gives, one by one. */
class HeldSink implements Sink {
  readonly name = 'held';
  /** The messages of each payload that was sent, in order. */
  readonly sent: string[][] = [];
  readonly #waiting: ((outcome: SendOutcome) => void)[] = [];
  closed = false;

  send({ buffer, length }: { buffer: Buffer; length: number }): Promise<SendOutcome> {
    const lines = buffer.toString('utf8', 0, length).trimEnd().split('\n');
    this.sent.push(lines.map((line) => JSON.parse(line).message));
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async answer(outcome: SendOutcome): Promise<void> {
    this.#waiting.shift()!(outcome);
    await new Promise(setImmediate);
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

const NO_MARKS = new Map<number, number>();
const DELIVERED: SendOutcome = { kind: 'delivered' };

function blockOf(...messages: string[]): RecordBlock {
  const block = createRecordBlock(messages.length, 4);
  for (const message of messages) {
    const start = putScratch(block, Buffer.from(message));
    appendRow(block, start, block.scratchEnd, start, start, RecordFlag.stdout, 0, 1);
  }
  return block;
}

function createRoom(batchBytes: number) {
  const sink = new HeldSink();
  const counters = createCounters();
  const diagnostics = createSpokenDiagnostics();
  const heard: string[] = [];
  const delivery = new Delivery([{ sink, encoder: createFlatEncoder({ labels: {} }) }], {
    limits: { bytes: batchBytes, records: Number.POSITIVE_INFINITY },
    retryDelay: 1,
    counters,
    diagnostics,
    onCarried: () => {},
    onSettled: () => {},
    onRoom: () => heard.push('room'),
    onClosed: () => heard.push('closed'),
    onError: (error) => heard.push(`error: ${error}`),
  });
  return { sink, counters, diagnostics, heard, delivery };
}

describe('the delivery', () => {
  it('sends at once what is there, and gathers what comes while a payload is in flight', async () => {
    const { sink, delivery, counters } = createRoom(10_000);
    delivery.append(blockOf('a'), NO_MARKS);
    delivery.flush();
    delivery.append(blockOf('b'), NO_MARKS);
    delivery.flush();
    delivery.append(blockOf('c', 'd'), NO_MARKS);
    delivery.flush();
    assert.deepEqual(sink.sent, [['a']]);
    await sink.answer(DELIVERED);
    assert.deepEqual(sink.sent, [['a'], ['b', 'c', 'd']]);
    assert.equal(counters.delivered, 1);
    await sink.answer(DELIVERED);
    assert.equal(counters.delivered, 4);
  });

  it('sends each record once, however often its payloads are filled anew', async () => {
    const { sink, delivery } = createRoom(10_000);
    for (const message of ['a', 'b', 'c', 'd', 'e']) {
      delivery.append(blockOf(message), NO_MARKS);
      delivery.flush();
      await sink.answer(DELIVERED);
    }
    assert.deepEqual(sink.sent, [['a'], ['b'], ['c'], ['d'], ['e']]);
  });

  it('has no room while a full payload waits, and says when it has room again', async () => {
    const { sink, delivery, heard } = createRoom(1);
    assert.equal(delivery.hasRoom, true);
    delivery.append(blockOf('a', 'b'), NO_MARKS);
    assert.equal(delivery.hasRoom, false);
    delivery.flush();
    await sink.answer(DELIVERED);
    assert.deepEqual(sink.sent, [['a'], ['b']]);
    assert.equal(delivery.hasRoom, true);
    assert.ok(heard.includes('room'));
  });

  it('sends the same payload again when nothing is known of it, and nothing else before', async () => {
    const { sink, delivery } = createRoom(1);
    delivery.append(blockOf('a', 'b'), NO_MARKS);
    delivery.flush();
    await sink.answer({ kind: 'retry', reason: 'busy' });
    while (sink.sent.length < 2) await new Promise(setImmediate);
    await sink.answer(DELIVERED);
    assert.deepEqual(sink.sent, [['a'], ['a'], ['b']]);
  });

  it('sends nothing more when the sink is closed, and says so', async () => {
    const { sink, delivery, heard, counters } = createRoom(1);
    delivery.append(blockOf('a', 'b'), NO_MARKS);
    delivery.flush();
    await sink.answer({ kind: 'closed', reason: 'EPIPE' });
    delivery.flush();
    assert.deepEqual(sink.sent, [['a']]);
    assert.deepEqual(
      heard.filter((word) => word === 'closed'),
      ['closed'],
    );
    assert.equal(counters.delivered, 0);
  });

  it('drains all that was appended, then closes the sink', async () => {
    const { sink, delivery } = createRoom(1);
    delivery.append(blockOf('a', 'b'), NO_MARKS);
    const draining = delivery.drain(60_000);
    assert.deepEqual(sink.sent, [['a']]);
    await sink.answer(DELIVERED);
    assert.equal(sink.closed, false);
    await sink.answer(DELIVERED);
    await draining;
    assert.equal(sink.closed, true);
  });

  it('leaves what is not delivered within the grace, and says how much', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { delivery, diagnostics } = createRoom(1);
    delivery.append(blockOf('a'), NO_MARKS);
    const draining = delivery.drain(500);
    t.mock.timers.tick(500);
    await draining;
    assert.deepEqual(diagnostics.said, ['warn: not all was delivered within shutdown.grace (500 ms)']);
  });
});
