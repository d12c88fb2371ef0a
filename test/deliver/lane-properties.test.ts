import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createLedger } from '../../src/checkpoint/ledger.js';
import type { Backoff } from '../../src/deliver/backoff.js';
import type { HeldLog } from '../../src/deliver/batch.js';
import { CircuitBreaker } from '../../src/deliver/circuit-breaker.js';
import { noDeadLetters } from '../../src/deliver/dead-letters.js';
import { Lane, type LaneOptions } from '../../src/deliver/lane.js';
import { LaneLimit } from '../../src/deliver/lane-limit.js';
import { createMemoryBudget } from '../../src/deliver/memory-budget.js';
import { Pace } from '../../src/deliver/pace.js';
import { SinkTally } from '../../src/deliver/sink-tally.js';
import { createBulkEncoder } from '../../src/encode/bulk/bulk-encoder.js';
import { createJsonEncoder } from '../../src/encode/json/json-encoder.js';
import { createLokiEncoder } from '../../src/encode/loki/loki-encoder.js';
import { createOtlpEncoder } from '../../src/encode/otlp/otlp-encoder.js';
import { createPrettyEncoder } from '../../src/encode/pretty/pretty-encoder.js';
import { SCHEMAS } from '../../src/encode/record-schemas.js';
import { parseTextTemplate } from '../../src/format/text-template.js';
import { createCounters } from '../../src/record/counters.js';
import type { LogSource } from '../../src/record/log-source.js';
import { createPayload, isFull, type Payload, type PayloadLimits } from '../../src/record/payload.js';
import { recordId } from '../../src/record/payload-records.js';
import { RecordFlag } from '../../src/record/record-block.js';
import type { Encoder, SendOutcome, Sink } from '../../src/record/sink.js';
import { blockOf, EXAMPLE_SOURCE } from '../support/blocks.js';
import { createSpokenDiagnostics } from '../support/spoken-diagnostics.js';

const labels = { labels: {} };
/** Every encoder there is: each may be the one whose payload is full when a block comes. */
const ENCODERS: Readonly<Record<string, () => Encoder>> = {
  json: () => createJsonEncoder(SCHEMAS.flat, labels),
  bulk: () => createBulkEncoder({ fields: labels, index: parseTextTemplate('logs-a-b'), schema: SCHEMAS.ecs }),
  'bulk, an index a day': () =>
    createBulkEncoder({ fields: labels, index: parseTextTemplate('logs-${date:yyyy.MM.dd}'), schema: SCHEMAS.ecs }),
  loki: () =>
    createLokiEncoder({ ...labels, labelTemplates: { pod: '${pod}' }, structuredMetadata: true, maxLineBytes: 1024 }),
  otlp: () => createOtlpEncoder({ ...labels, version: '1.2.3' }),
  pretty: () => createPrettyEncoder({ color: false }),
};

const FILES = 4;
const LIMITS = fc.record({ bytes: fc.integer({ min: 1, max: 4000 }), records: fc.integer({ min: 1, max: 20 }) });
const MESSAGES = fc.array(
  fc.record({
    message: fc.integer({ min: 0, max: 300 }).map((length) => 'x'.repeat(length)),
    flags: fc.constantFrom(RecordFlag.stdout, RecordFlag.stderr, RecordFlag.stdout | RecordFlag.partial),
  }),
  { minLength: 1, maxLength: 12 },
);
const STEP = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('append' as const), file: fc.nat(FILES - 1), records: MESSAGES }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('limits' as const), limits: LIMITS }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('flush' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('turn' as const) }) },
);
const ANSWERS = fc.array(fc.constantFrom('delivered', 'delivered', 'retry', 'tooLarge', 'part'), { maxLength: 20 });

/** fast-check prints its seed when a property fails; with it here the run can be had again. */
const parameters = process.env.FC_SEED === undefined ? {} : { seed: Number(process.env.FC_SEED) };

describe('a lane whose limits shrink and grow while payloads fill', () => {
  for (const [name, createEncoder] of Object.entries(ENCODERS)) {
    it(`delivers every record once, in order, and settles each file to its end: ${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(STEP, { maxLength: 40 }), ANSWERS, async (steps, answers) => {
          const room = createRoom(createEncoder(), answers);
          for (const step of steps) await room.play(step);
          await room.drain();
          assert.deepEqual(room.errors, []);
          assert.deepEqual(room.delivered(), room.appended());
          for (const [fileKey, end] of room.ends.entries()) {
            assert.deepEqual(room.ledger.account(fileKey), { read: end, settled: end, isInFlight: false });
          }
        }),
        { ...parameters, numRuns: 150 },
      );
    });

    it(`does not change a payload that is already full: ${name}`, () => {
      const encoder = createEncoder();
      const payload = createPayload(1);
      const limits: PayloadLimits = { bytes: 1, records: 1000 };
      assert.equal(encoder.append(blockOf(EXAMPLE_SOURCE, [{ message: 'a' }]), 0, payload, limits), 1);
      assert.ok(isFull(payload, limits));
      const { length, records } = payload;
      assert.equal(encoder.append(blockOf(sourceOf(1), [{ message: 'b' }], 'other'), 0, payload, limits), 0);
      assert.deepEqual([payload.length, payload.records, payload.runs.length], [length, records, 1]);
    });

    it(`accepts a record into a payload that the header of its run fills: ${name}`, () => {
      const encoder = createEncoder();
      const payload = createPayload(1);
      encoder.append(blockOf(EXAMPLE_SOURCE, [{ message: 'a' }]), 0, payload, { bytes: 1e6, records: 1000 });
      const limits: PayloadLimits = { bytes: payload.length + 1, records: 1000 };
      assert.equal(encoder.append(blockOf(sourceOf(1), [{ message: 'b' }], 'other'), 0, payload, limits), 1);
    });
  }
});

type Step = typeof STEP extends fc.Arbitrary<infer Value> ? Value : never;

function createRoom(encoder: Encoder, answers: readonly string[]) {
  const ledger = createLedger();
  const ends: number[] = [];
  const expected: string[][] = [];
  const taken: string[][] = [];
  const errors: unknown[] = [];
  for (let fileKey = 0; fileKey < FILES; fileKey++) {
    ledger.open(fileKey, 0);
    ends.push(0);
    expected.push([]);
    taken.push([]);
  }
  let limits: PayloadLimits = { bytes: 2000, records: 10 };
  let sent = 0;

  const take = (payload: Payload, record: number): void => {
    const id = recordId(payload, record);
    taken[Number(id.slice('file'.length, id.indexOf('-')))]!.push(id);
  };

  /** Does what the next answer says; delivers once there are none left. */
  const answerTo = (payload: Payload): SendOutcome => {
    const all = Array.from({ length: payload.records }, (_, record) => record);
    const answer = answers[sent++] ?? 'delivered';
    if (answer === 'retry') return { kind: 'retry', reason: 'away' };
    if (answer === 'tooLarge' && all.length > 1) return { kind: 'tooLarge', reason: 'large', status: 413 };
    const some = answer === 'part' ? all.slice(0, all.length >> 1) : all;
    for (const record of some) take(payload, record);
    const again = all.slice(some.length);
    return again.length === 0 ? { kind: 'delivered' } : { kind: 'partial', again, rejected: [], reason: 'busy' };
  };
  const sink: Sink = { name: 'sink', send: async (payload) => answerTo(payload), close: async () => undefined };

  const clock = { now: () => 0, wallTime: () => 0, random: () => 0 };
  const backoff: Backoff = { initial: 1, max: 1 };
  const diagnostics = createSpokenDiagnostics();
  const options: LaneOptions = {
    ...{ sink, encoder, backoff, clock, diagnostics, deadLetters: noDeadLetters, subject: 'the sink' },
    breaker: new CircuitBreaker(backoff, clock),
    giveUpAfter: Number.POSITIVE_INFINITY,
    tally: new SinkTally({ name: 'sink', deadLetterFile: undefined, counters: createCounters(), diagnostics, clock }),
    signal: new AbortController().signal,
    timeout: 60_000,
    budget: createMemoryBudget(1e9, 0),
    pool: {
      limits: () => limits,
      take: () => createPayload(1),
      give: () => undefined,
      shrinkBelow: () => undefined,
      limitTo: () => undefined,
      took: () => undefined,
      close: () => undefined,
    },
    pace: new Pace(),
    laneLimit: new LaneLimit(1, 0),
    outages: { failed: () => undefined, recovered: () => undefined },
    setAside: undefined,
    hasOthers: true,
    number: 0,
    holdsPositions: true,
    events: {
      carried: ledger.carried,
      settled: ledger.delivered,
      retired: ledger.retire,
      room: () => undefined,
      closed: () => undefined,
      failed: (error) => errors.push(error),
    },
    onLeft: () => undefined,
    onClosed: () => undefined,
  };
  const lane = new Lane(options);

  return {
    ledger,
    ends,
    errors,
    appended: () => expected,
    delivered: () => taken,
    async play(step: Step): Promise<void> {
      if (step.kind === 'limits') limits = step.limits;
      else if (step.kind === 'flush') lane.flush();
      else if (step.kind === 'turn') await new Promise(setImmediate);
      else {
        const { file, records } = step;
        const first = ends[file]!;
        const block = blockOf(
          sourceOf(file),
          records.map((record, place) => ({ ...record, offset: first + place })),
          `file${file}`,
        );
        block.fileKey = file;
        for (const [place] of records.entries()) expected[file]!.push(`file${file}-${(first + place).toString(36)}`);
        ends[file] = first + records.length;
        lane.append(LOGS[file]!, block, new Map());
        ledger.read(file, ends[file]!);
      }
    },
    /** Sends all that there is. */
    async drain(): Promise<void> {
      while (!lane.isIdle && errors.length === 0) {
        lane.flush();
        await new Promise(setImmediate);
      }
    },
  };
}

function sourceOf(file: number): LogSource {
  return SOURCES[file]!;
}

const LOGS: readonly HeldLog[] = Array.from({ length: FILES }, () => ({
  hold: () => undefined,
  delivered: () => undefined,
}));

const SOURCES: readonly LogSource[] = Array.from({ length: FILES }, (_, file) => ({
  ...EXAMPLE_SOURCE,
  path: `/pods/${file}.log`,
  metadata: { ...EXAMPLE_SOURCE.metadata, pod: `pod-${file}` },
}));
