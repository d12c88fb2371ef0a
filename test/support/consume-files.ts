import { createLedger, type Ledger } from '../../src/checkpoint/ledger.js';
import { createDecodeContext } from '../../src/decode/decode-context.js';
import { createJsonEncoder } from '../../src/encode/json/json-encoder.js';
import { SCHEMAS } from '../../src/encode/record-schemas.js';
import { BlockConsumer, type Treatment } from '../../src/pipeline/block-consumer.js';
import { type Counters, createCounters } from '../../src/record/counters.js';
import type { LogSource } from '../../src/record/log-source.js';
import type { Marks } from '../../src/record/payload.js';
import { createPayload, resetPayload } from '../../src/record/payload.js';
import { createRecordBlock, growReadCapacity, LEVELS, type RecordBlock } from '../../src/record/record-block.js';
import { createTransforms } from '../../src/transform/create-transforms.js';
import type { TransformSettings } from '../../src/transform/settings.js';
import type { TransformTally } from '../../src/transform/transform.js';
import { CONTAINER_SOURCE, type FlatRecord } from './decode-bytes.js';

/** A record as it left the transforms. */
export interface ConsumedRecord {
  readonly record: FlatRecord;
  readonly level: string;
  readonly fileKey: number;
  readonly offset: number;
  readonly resumeOffset: number;
}

export interface ConsumeOptions {
  readonly settings: readonly TransformSettings[];
  readonly source?: LogSource;
  /** Lengths of the reads, one after the other; the last one is repeated. */
  readonly reads?: readonly number[];
  readonly blockRecords?: number;
  readonly secret?: string;
  readonly tally?: TransformTally;
}

/** A source's consumer over a ledger whose one sink takes all at once, with a clock that the test moves. */
export function consumeRoom(options: ConsumeOptions) {
  const { source = CONTAINER_SOURCE, reads = [1 << 20], blockRecords = 7, settings, tally, secret = 'key' } = options;
  const counters: Counters = createCounters();
  const clock = { now: 0, wallTime: Date.parse('2026-11-23T12:00:00.000Z') };
  const block = createRecordBlock(blockRecords, 64);
  const context = createDecodeContext({
    block,
    format: 'auto',
    maxLineBytes: 1024 * 1024,
    counters,
    now: () => clock.now,
    wallTime: () => clock.wallTime,
  });
  const chainOf = (settings: readonly TransformSettings[]) =>
    createTransforms(settings, {
      source,
      countDropped: (reason, dropped) => {
        counters[reason] += dropped;
      },
      fieldNames: new Set(['time', 'message', 'level', 'stream']),
      tally,
      now: context.now,
      wallTime: context.wallTime,
      secret: () => Buffer.from(secret),
    });
  const chain = chainOf(settings);
  const ledger = createLedger();
  const records: ConsumedRecord[] = [];
  /** By payload in flight, what it settles, and how many records there were when it was full. */
  const inFlight: { readonly marks: Marks; readonly records: number }[] = [];
  let delivered = 0;
  const delivery = { append: (block: RecordBlock, also: Marks) => collect(block, also, records, ledger, inFlight) };
  let next: Treatment | undefined;
  const exchange = (): Treatment | undefined => {
    const treatment = next;
    next = undefined;
    return treatment;
  };
  const consumer = new BlockConsumer({ source, chain }, { context, delivery, ledger }, exchange);
  const readOn = (file: Buffer, offset: number): void => {
    let at = offset;
    let longest = 0;
    for (let read = 0; at < file.length; read++) {
      const length = Math.min(Math.max(longest, reads[Math.min(read, reads.length - 1)]!), file.length - at);
      growReadCapacity(block, length);
      file.copy(block.bytes, 0, at, at + length);
      const taken = consumer.take(length, at);
      longest = taken === 0 ? length * 2 : 0;
      at += taken;
    }
  };
  return {
    records,
    counters,
    clock,
    ledger,
    consumer,
    chain,
    /** Acknowledges all payloads but the latest `but`. */
    acknowledge(but = 0): void {
      while (inFlight.length > but) {
        const { marks, records } = inFlight.shift()!;
        for (const [key, offset] of marks) ledger.delivered(0, key, offset);
        delivered = records;
      }
    },
    /** The records that were acknowledged. */
    delivered: () => records.slice(0, delivered),
    /** Reads a file from `offset` on, in as many reads as it takes. */
    read(key: number, file: Buffer, offset = 0): void {
      ledger.open(key, offset);
      consumer.beginFile(key, offset, `file${key}`);
      readOn(file, offset);
    },
    /** Reads on in the file that was begun last. */
    readOn,
    /** From the next block on, there are these transforms and labels. */
    exchange(settings: readonly TransformSettings[], labels: Readonly<Record<string, string>>): void {
      next = { source: { ...source, labels }, chain: chainOf(settings) };
    },
  };
}

/** Takes whole files through a source's transforms, one behind the other, and ships what waits at the end. */
export function consumeFiles(files: readonly (Buffer | string)[], options: ConsumeOptions): ConsumedRecord[] {
  const room = consumeRoom(options);
  for (const [key, file] of files.entries()) room.read(key, Buffer.from(file));
  room.consumer.flushPartialLines();
  return room.records;
}

/** The messages that come of one file. */
export function consumedMessages(file: Buffer | string, options: ConsumeOptions): string[] {
  return consumeFiles([file], options).map(({ record }) => record.message);
}

const encoder = createJsonEncoder(SCHEMAS.flat, { labels: {} });
const payload = createPayload(1024);

function collect(
  block: RecordBlock,
  alsoSettles: Marks,
  records: ConsumedRecord[],
  ledger: Ledger,
  inFlight: { readonly marks: Marks; readonly records: number }[],
): void {
  if (block.count === 0) return;
  const marks = new Map([[block.fileKey, block.resumeOffset[block.count - 1]!], ...alsoSettles]);
  for (const key of marks.keys()) ledger.carried(0, key);
  for (let row = 0; row < block.count; row++) {
    resetPayload(payload);
    encoder.append(block, row, payload, { bytes: 1, records: 1 });
    const record = JSON.parse(payload.buffer.toString('utf8', 0, payload.length)) as FlatRecord;
    const level = block.hasLevels ? LEVELS[block.level[row]!]! : '';
    const [offset, resumeOffset] = [block.offset[row]!, block.resumeOffset[row]!];
    records.push({ record, level, fileKey: block.fileKey, offset, resumeOffset });
  }
  inFlight.push({ marks, records: records.length });
}
