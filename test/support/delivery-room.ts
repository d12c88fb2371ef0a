import type { TestContext } from 'node:test';
import { appendRow } from '../../src/decode/append-record.js';
import type { DeadLetter, PutResult } from '../../src/deliver/dead-letters.js';
import { Delivery } from '../../src/deliver/delivery.js';
import type { Route, RouteOptions, TakenRecords } from '../../src/deliver/route.js';
import { createJsonEncoder } from '../../src/encode/json/json-encoder.js';
import { SCHEMAS } from '../../src/encode/record-schemas.js';
import { type Counters, createCounters } from '../../src/record/counters.js';
import type { LogSource } from '../../src/record/log-source.js';
import { createRecordBlock, putScratch, type RecordBlock, RecordFlag } from '../../src/record/record-block.js';
import type { Sink } from '../../src/record/sink.js';
import { createSpokenDiagnostics, type SpokenDiagnostics } from './spoken-diagnostics.js';

export interface RoomRoute extends Partial<RouteOptions> {
  readonly sink: Sink;
  readonly partition?: (source: LogSource) => string;
  readonly takes?: (source: LogSource) => TakenRecords;
}

/** A delivery with a clock and a chance of the test's own. */
export interface DeliveryRoom {
  readonly delivery: Delivery;
  /** A route as those that it was made with. */
  route(route: RoomRoute): Route;
  readonly counters: Counters;
  readonly diagnostics: SpokenDiagnostics;
  /** What the delivery told: `room`, `closed`, `error: …`. */
  readonly heard: string[];
  /** What was settled: `sink file offset`. */
  readonly settled: string[];
  /** What is with the dead letters. */
  readonly letters: DeadLetter[];
  /** What comes of putting dead letters, from now on. */
  putResult: PutResult;
  /** What chance gives. */
  chance: number;
  /** Appends one block of a log's records, each of which settles the file up to its number, from 1. */
  append(source: LogSource, ...messages: string[]): void;
  /** Lets time pass. */
  pass(milliseconds: number): Promise<void>;
}

/** The offset up to which the file of a log is settled by its records, and the file's key. */
interface Written {
  readonly fileKey: number;
  records: number;
}

export function createDeliveryRoom(t: TestContext, routes: readonly RoomRoute[], memory = 64 * 2 ** 20): DeliveryRoom {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const counters = createCounters();
  const diagnostics = createSpokenDiagnostics();
  const written = new Map<string, Written>();
  let now = 0;

  const route = ({ sink, partition, takes, ...options }: RoomRoute): Route => ({
    sink,
    encoder: createJsonEncoder(SCHEMAS.flat, { labels: {} }),
    ...(partition === undefined ? {} : { partition }),
    ...(takes === undefined ? {} : { takes }),
    options: {
      optional: false,
      lanes: 1,
      limits: { bytes: 10_000, records: 1000 },
      timeout: 0,
      backoff: { initial: 500, max: 30_000 },
      giveUpAfter: Number.POSITIVE_INFINITY,
      deadLetters: {
        put: async (letters) => {
          if (room.putResult.kind === 'kept') room.letters.push(...letters);
          return room.putResult;
        },
      },
      deadLetterFile: 'dead.ndjson',
      ...options,
    },
  });
  const delivery = new Delivery(routes.map(route), {
    memory,
    readBytes: 1000,
    clock: { now: () => now, wallTime: () => now, random: () => room.chance },
    counters,
    diagnostics,
    events: {
      carried: () => {},
      settled: (sink, fileKey, offset) => room.settled.push(`${sink} ${fileKey} ${offset}`),
      retired: (sink) => room.settled.push(`${sink} retired`),
      room: () => room.heard.push('room'),
      closed: () => room.heard.push('closed'),
      failed: (error) => room.heard.push(`error: ${error}`),
    },
  });

  const room: DeliveryRoom = {
    delivery,
    route,
    counters,
    diagnostics,
    heard: [],
    settled: [],
    letters: [],
    putResult: { kind: 'kept', lost: 0 },
    chance: 0.5,
    append(source, ...messages) {
      const file = written.get(source.path) ?? { fileKey: written.size, records: 0 };
      written.set(source.path, file);
      delivery.append(blockOf(source, file, messages), new Map());
      file.records += messages.length;
    },
    async pass(milliseconds) {
      now += milliseconds;
      t.mock.timers.tick(milliseconds);
      await new Promise(setImmediate);
    },
  };
  return room;
}

/** A log; its path is its namespace and pod. */
export function logOf(namespace: string, pod = 'web'): LogSource {
  return { path: `/${namespace}/${pod}`, metadata: { namespace, pod }, writtenByRuntime: true };
}

function blockOf(source: LogSource, { fileKey, records }: Written, messages: readonly string[]): RecordBlock {
  const block = createRecordBlock(messages.length, 4);
  block.source = source;
  block.fileKey = fileKey;
  block.fileId = `file${fileKey}`;
  for (const [index, message] of messages.entries()) {
    const start = putScratch(block, Buffer.from(message));
    const offset = records + index;
    appendRow(block, start, block.scratchEnd, start, start, RecordFlag.stdout, offset, offset + 1);
  }
  return block;
}
