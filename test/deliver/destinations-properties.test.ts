import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { createLedger } from '../../src/checkpoint/ledger.js';
import { noDeadLetters } from '../../src/deliver/dead-letters.js';
import { Delivery } from '../../src/deliver/delivery.js';
import { createJsonEncoder } from '../../src/encode/json/json-encoder.js';
import { SCHEMAS } from '../../src/encode/record-schemas.js';
import { createCounters } from '../../src/record/counters.js';
import type { LogSource } from '../../src/record/log-source.js';
import type { Payload } from '../../src/record/payload.js';
import { recordId } from '../../src/record/payload-records.js';
import type { RefusedRecords, SendOutcome, Sink } from '../../src/record/sink.js';
import { blockOf, EXAMPLE_SOURCE } from '../support/blocks.js';
import { createSpokenDiagnostics } from '../support/spoken-diagnostics.js';

const DESTINATIONS = 4;
const LOGS = 12;
const MEMORY = 40_000;

const STEP = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('read' as const),
      log: fc.nat(LOGS - 1),
      records: fc.integer({ min: 1, max: 6 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('toggle' as const), destination: fc.nat(DESTINATIONS - 1) }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), milliseconds: fc.constantFrom(1, 100, 1000, 61_000) }),
  },
);
/** How the sink says that it refused, and what else may happen to a request. */
const MANNER = fc.constantFrom('each' as const, 'names one' as const);
const TROUBLE = fc.array(fc.constantFrom('none', 'none', 'none', 'none', 'away', 'silent', 'large', 'busy'), {
  maxLength: 30,
});
const KNOWN = fc.constantFrom('beforehand' as const, 'by refusals' as const, 'as tenants' as const);

const parameters = process.env.FC_SEED === undefined ? {} : { seed: Number(process.env.FC_SEED) };

describe('a sink whose destinations sometimes refuse data', () => {
  it('gets every record of every log in order, settles none too early, and holds nothing in the end', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    await fc.assert(
      fc.asyncProperty(
        fc.array(STEP, { maxLength: 60 }),
        MANNER,
        TROUBLE,
        KNOWN,
        async (steps, manner, trouble, known) => {
          const room = createRoom(t, manner, trouble, known);
          for (const step of steps) await room.play(step);
          await room.drain();
          assert.deepEqual(room.faults, []);
          assert.deepEqual(room.taken, room.written);
          for (const [fileKey, end] of room.written.entries()) {
            assert.deepEqual(room.ledger.account(fileKey), { read: end, settled: end, isInFlight: false });
          }
          assert.equal(room.delivery.status()[0]!.heldBytes, 0);
          assert.equal(room.delivery.status()[0]!.destinations.heldBytes, 0);
        },
      ),
      { ...parameters, numRuns: 400 },
    );
  });
});

type Step = typeof STEP extends fc.Arbitrary<infer Value> ? Value : never;

function named(destination: number, records: readonly number[]): RefusedRecords {
  return { destination: `destination-${destination}`, records, reason: 'limited', status: 429 };
}

function createRoom(t: TestContext, manner: string, trouble: readonly string[], known: string) {
  const ledger = createLedger();
  const written = new Array<number>(LOGS).fill(0);
  const taken = new Array<number>(LOGS).fill(0);
  const isDown = new Array<boolean>(DESTINATIONS).fill(false);
  const faults: string[] = [];
  for (let fileKey = 0; fileKey < LOGS; fileKey++) ledger.open(fileKey, 0);
  let now = 0;
  let requests = 0;

  /** The sink takes a record: it must be the next one of its log. */
  function take(payload: Payload, record: number): void {
    const [, file, offset] = /^file(\d+)-(.*)$/.exec(recordId(payload, record))!;
    const place = Number.parseInt(offset!, 36);
    if (place !== taken[Number(file)]) faults.push(`file ${file}: got ${place}, expected ${taken[Number(file)]}`);
    taken[Number(file)]!++;
  }

  function answer(payload: Payload): SendOutcome {
    const all = Array.from({ length: payload.records }, (_, record) => record);
    const ofDestination = (record: number) => Number(/^file(\d+)/.exec(recordId(payload, record))![1]) % DESTINATIONS;
    const troubled = trouble[requests++ % (trouble.length + 1)] ?? 'none';
    if (troubled === 'away') return { kind: 'retry', reason: 'away', status: 503 };
    // Half of the lanes are left after that.
    if (troubled === 'silent') return { kind: 'retry', reason: 'no answer' };
    if (troubled === 'large' && all.length > 1) return { kind: 'tooLarge', reason: 'large', status: 413 };
    const refused = all.filter((record) => isDown[ofDestination(record)]);
    if (refused.length === 0) {
      const some = troubled === 'busy' ? all.slice(0, all.length >> 1) : all;
      for (const record of some) take(payload, record);
      const again = all.slice(some.length);
      return again.length === 0 ? { kind: 'delivered' } : { kind: 'partial', again, rejected: [], reason: 'busy' };
    }
    if (known === 'as tenants') return { kind: 'retry', reason: 'limited', status: 429 };
    if (manner === 'names one') {
      const one = ofDestination(refused.at(-1)!);
      const records = refused.filter((record) => ofDestination(record) === one);
      return { kind: 'partial', again: all, rejected: [], reason: 'limited', refused: [named(one, records)] };
    }
    for (const record of all) if (!refused.includes(record)) take(payload, record);
    const names = [...new Set(refused.map(ofDestination))];
    const by = names.map((name) =>
      named(
        name,
        refused.filter((record) => ofDestination(record) === name),
      ),
    );
    return { kind: 'partial', again: refused, rejected: [], reason: 'blocked', refused: by };
  }

  const sink: Sink = { name: 'sink', send: async (payload) => answer(payload), close: async () => undefined };
  const name = (source: LogSource): string => `destination-${Number(source.metadata.pod) % DESTINATIONS}`;
  const delivery = new Delivery(
    [
      {
        sink,
        encoder: createJsonEncoder(SCHEMAS.flat, { labels: {} }),
        ...(known === 'beforehand' ? { destination: name } : {}),
        ...(known === 'as tenants' ? { partition: name } : {}),
        options: {
          ...{ optional: false, lanes: 4, limits: { bytes: 3000, records: 8 }, timeout: 50 },
          ...{ backoff: { initial: 100, max: 1000 }, giveUpAfter: Number.POSITIVE_INFINITY },
          ...{ deadLetters: noDeadLetters, deadLetterFile: undefined },
        },
      },
    ],
    {
      ...{ memory: MEMORY, readBytes: 1000, counters: createCounters(), diagnostics: createSpokenDiagnostics() },
      clock: { now: () => now, wallTime: () => now, random: () => 0.5 },
      events: {
        carried: ledger.carried,
        settled(number, fileKey, offset) {
          if (taken[fileKey]! < offset) faults.push(`file ${fileKey}: ${offset} settled, ${taken[fileKey]} taken`);
          ledger.delivered(number, fileKey, offset);
        },
        retired: ledger.retire,
        room: () => undefined,
        closed: () => faults.push('closed'),
        failed: (error) => faults.push(String(error)),
      },
    },
  );

  function read(log: number, records: number): void {
    const source = SOURCES[log]!;
    if (!delivery.hasAnyRoom || !delivery.hasRoom(source)) return;
    const first = written[log]!;
    const texts = Array.from({ length: records }, (_, index) => ({ message: 'x'.repeat(100), offset: first + index }));
    const block = blockOf(source, texts, `file${log}`);
    block.fileKey = log;
    for (let row = 0; row < records; row++) block.resumeOffset[row] = first + row + 1;
    written[log]! += records;
    delivery.append(block, new Map());
    ledger.read(log, written[log]!);
    const { heldBytes } = delivery.status()[0]!;
    if (heldBytes > MEMORY) faults.push(`${heldBytes} bytes are held`);
  }

  async function pass(milliseconds: number): Promise<void> {
    now += milliseconds;
    t.mock.timers.tick(milliseconds);
    for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
  }

  return {
    ...{ ledger, written, taken, faults, delivery },
    async play(step: Step): Promise<void> {
      if (step.kind === 'read') read(step.log, step.records);
      else if (step.kind === 'toggle') isDown[step.destination] = !isDown[step.destination];
      else await pass(step.milliseconds);
    },
    /** All takes data again, and time goes by. */
    async drain(): Promise<void> {
      isDown.fill(false);
      delivery.flushAll();
      for (let round = 0; round < 400 && !delivery.isIdle; round++) await pass(1000);
      if (!delivery.isIdle) faults.push('something was never sent');
    },
  };
}

const SOURCES: readonly LogSource[] = Array.from({ length: LOGS }, (_, log) => ({
  ...EXAMPLE_SOURCE,
  path: `/pods/${log}.log`,
  metadata: { namespace: 'shop', pod: `${log}` },
}));
