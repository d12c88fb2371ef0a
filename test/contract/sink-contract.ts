import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Payload } from '../../src/record/payload.js';
import type { Encoder, SendOutcome, Sink } from '../../src/record/sink.js';
import { blockOf, EXAMPLE_SOURCE, payloadOf } from '../support/blocks.js';

/** A sink with its other side, which does what the test says. */
export interface SinkRoom {
  readonly sink: Sink;
  readonly encoder: Encoder;
  /** The messages that the other side has taken, in order. */
  taken(): readonly string[];
  /** The other side does not answer, or is slow, from now on. */
  hang(): void;
  /** A send has come to the other side, and is not answered. */
  hanging(): Promise<void>;
  /** Lets the other side do its work again. */
  goOn(): void;
}

/** What the other side does once, and what the sink has to make of it. */
export interface SinkAnswer {
  readonly title: string;
  /** Makes it do that at the next send. */
  readonly prepare: (room: SinkRoom) => void | Promise<void>;
  readonly outcome: Partial<SendOutcome>;
}

export interface SinkContract {
  open(t: TestContext): Promise<SinkRoom>;
  readonly answers?: readonly SinkAnswer[];
}

const NEVER = new AbortController().signal;

/** What every sink has to hold to, so that lanes need to know nothing of it (see `Sink`). */
export function describeSinkContract(name: string, { open, answers = [] }: SinkContract): void {
  describe(`the ${name} sink, as every sink`, () => {
    it('has stored every record in order when it reports delivered', async (t) => {
      const room = await open(t);
      for (const messages of [['a', 'b'], ['c'], ['d', 'e', 'f']]) {
        assert.deepEqual(await room.sink.send(payloadWith(room, messages), NEVER), { kind: 'delivered' });
      }
      assert.deepEqual(room.taken(), ['a', 'b', 'c', 'd', 'e', 'f']);
    });

    it('does not change the payload, and does not use it after the outcome', async (t) => {
      const room = await open(t);
      const payload = payloadWith(room, ['first', 'second']);
      const before = Buffer.from(payload.buffer.subarray(0, payload.length));
      const sending = room.sink.send(payload, NEVER);
      await sending;
      assert.ok(payload.buffer.subarray(0, payload.length).equals(before));
      payload.buffer.fill(0x21);
      await room.sink.send(payloadWith(room, ['third']), NEVER);
      assert.deepEqual(room.taken(), ['first', 'second', 'third']);
    });

    it('gives up a hanging request when podtail stops, and reports no outcome for its records', async (t) => {
      const room = await open(t);
      room.hang();
      const abort = new AbortController();
      const sending = room.sink.send(payloadWith(room, ['x'.repeat(1_000_000)]), abort.signal);
      await room.hanging();
      abort.abort();
      assert.equal((await sending).kind, 'retry');
      room.goOn();
    });

    it('sends nothing after podtail was told to stop', async (t) => {
      const room = await open(t);
      assert.notEqual((await room.sink.send(payloadWith(room, ['a']), AbortSignal.abort())).kind, 'rejected');
    });

    for (const { title, prepare, outcome } of answers) {
      it(`${title}, and continues after that`, async (t) => {
        const room = await open(t);
        await prepare(room);
        const found = await room.sink.send(payloadWith(room, ['a', 'b']), NEVER);
        const shown = Object.fromEntries(Object.keys(outcome).map((key) => [key, found[key as keyof SendOutcome]]));
        assert.deepEqual(shown, outcome, JSON.stringify(found));
        if (found.kind !== 'delivered') assert.ok('reason' in found && found.reason !== '', 'it says why');
        assert.deepEqual(room.taken(), []);
        assert.deepEqual(await room.sink.send(payloadWith(room, ['c']), NEVER), { kind: 'delivered' });
        assert.deepEqual(room.taken(), ['c']);
      });
    }

    it('restores a record from its dead letter', async (t) => {
      const room = await open(t);
      const payload = payloadWith(room, ['a', 'b']);
      const restored = payloadWith(room, ['a']);
      const letter: unknown = JSON.parse(room.encoder.deadLetter(payload, 1));
      assert.equal(room.encoder.restore(letter, 'file-2s', restored), true);
      assert.equal(restored.records, 2);
      for (const none of [null, 1, 'x', []]) assert.equal(room.encoder.restore(none, 'file-2s', restored), false);
      assert.equal(restored.records, 2);
      await room.sink.send(restored, NEVER);
      assert.deepEqual(room.taken(), ['a', 'b']);
    });

    it('can be closed after its last send, and before its first one', async (t) => {
      const room = await open(t);
      await room.sink.send(payloadWith(room, ['a']), NEVER);
      await room.sink.close();
      await (await open(t)).sink.close();
    });
  });
}

/** Files of the payloads of a test, so that no two records have the same id. */
let files = 0;

function payloadWith({ encoder }: SinkRoom, messages: readonly string[]): Payload {
  const records = messages.map((message) => ({ message }));
  return payloadOf(encoder, blockOf(EXAMPLE_SOURCE, records, `file${files++}`));
}
