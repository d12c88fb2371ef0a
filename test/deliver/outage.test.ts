import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { LogSource } from '../../src/record/log-source.js';
import type { SendOutcome, Sink } from '../../src/record/sink.js';
import { createDeliveryRoom, logOf } from '../support/delivery-room.js';
import { messagesOf, turn } from '../support/held-sink.js';

const HALF_AN_HOUR = 30 * 60;
/** Bytes. */
const MEMORY = 200_000;
/** Records of so many bytes that a read of ten takes more than a payload's half. */
const TEXT = 'x'.repeat(600);

/** Twenty tenants have so many lanes that what each may hold is too much for all together. */
const CASES = [
  { sinkOf: 'one tenant', route: { lanes: 4 }, gates: 1 },
  {
    sinkOf: 'twenty tenants',
    route: { lanes: 1, partition: (source: LogSource) => source.metadata.pod ?? '' },
    gates: 20,
  },
];

for (const { sinkOf, route, gates } of CASES) {
  it(`an outage of half an hour of a sink for ${sinkOf}: reading pauses, memory stays within limits.memory, the tries are few, and delivery continues in order (30: out of memory under backpressure, or paused for ever)`, async (t) => {
    let isUp = false;
    let tries = 0;
    const taken: string[] = [];
    const sink: Sink = {
      name: 'down',
      async send(payload): Promise<SendOutcome> {
        tries++;
        if (!isUp) return { kind: 'retry', reason: 'away' };
        taken.push(...messagesOf(payload));
        return { kind: 'delivered' };
      },
      async close() {},
    };
    const { delivery, append, pass, settled, heard, counters } = createDeliveryRoom(t, [{ sink, ...route }], MEMORY);
    const logs = Array.from({ length: 20 }, (_, number) => ({ source: logOf('shop', `web-${number}`), written: 0 }));
    let appended = 0;
    let mostHeld = 0;

    /** Reads of each log as the tailer does: where there is room. */
    function read(): void {
      for (const log of logs) {
        if (!delivery.hasAnyRoom || !delivery.hasRoom(log.source)) continue;
        append(log.source, ...Array.from({ length: 10 }, () => `${log.source.path} ${log.written++} ${TEXT}`));
        appended += 10;
      }
      delivery.flush();
      const [status] = delivery.status();
      mostHeld = Math.max(mostHeld, status!.heldBytes);
    }

    const room = (): number => heard.filter((what) => what === 'room').length;
    let appendedInFirstMinute = 0;
    for (let second = 1; second <= HALF_AN_HOUR; second++) {
      read();
      await pass(1000);
      if (second === 60) appendedInFirstMinute = appended;
    }
    assert.equal(appended, appendedInFirstMinute, 'reading pauses');
    assert.ok(mostHeld <= MEMORY, `${mostHeld} bytes were held`);
    const [fewest, most] = [HALF_AN_HOUR / 30, HALF_AN_HOUR / 10].map((each) => each * gates) as [number, number];
    assert.ok(tries >= fewest && tries < most, `${tries} tries, with pauses of 15 s on average`);
    assert.deepEqual([taken, settled, counters.delivered], [[], [], 0]);

    isUp = true;
    const before = room();
    await pass(30_000);
    for (let turns = 0; turns < 100; turns++) await turn();
    assert.ok(room() > before, 'whoever reads is told that there is room');
    for (let reads = 0; reads < 20; reads++) {
      read();
      for (let turns = 0; turns < 20; turns++) await turn();
    }
    assert.ok(appended > appendedInFirstMinute);
    assert.equal(taken.length, appended);
    for (const { source, written } of logs) {
      const own = taken.filter((text) => text.startsWith(`${source.path} `)).map((text) => Number(text.split(' ')[1]));
      assert.deepEqual(
        own,
        Array.from({ length: written }, (_, number) => number),
      );
    }
  });
}
