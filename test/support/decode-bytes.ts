import { createDecodeContext, type DecodeOptions } from '../../src/decode/decode-context.js';
import { SourceDecoder } from '../../src/decode/source-decoder.js';
import { createJsonEncoder } from '../../src/encode/json/json-encoder.js';
import { SCHEMAS } from '../../src/encode/record-schemas.js';
import { type Counters, createCounters } from '../../src/record/counters.js';
import type { LogSource } from '../../src/record/log-source.js';
import { createPayload, resetPayload } from '../../src/record/payload.js';
import {
  clearRecordBlock,
  createRecordBlock,
  growReadCapacity,
  type RecordBlock,
} from '../../src/record/record-block.js';

/** A record as it leaves podtail in schema `flat`, parsed. */
export interface FlatRecord {
  readonly time: string;
  readonly message: string;
  readonly stream?: 'stdout' | 'stderr';
  readonly partial?: true;
  readonly truncated?: true;
  readonly malformed?: true;
  readonly [field: string]: unknown;
}

/** A record with what the columns say of where it stood. */
export interface PlacedRecord {
  readonly record: FlatRecord;
  readonly offset: number;
  readonly resumeOffset: number;
}

export interface DecodeBytesOptions extends Partial<Pick<DecodeOptions, 'format' | 'maxLineBytes'>> {
  readonly source?: LogSource;
  /** Lengths of the reads, one after the other; the last one is repeated. Half lines are read again, as podtail does. */
  readonly reads?: readonly number[];
  readonly blockRecords?: number;
  /** Sees each block before it is used again. */
  readonly onBlock?: (block: RecordBlock) => void;
}

/** When the test's clock says that raw lines are read. */
export const READ_TIME = '2026-11-23T12:00:00.000Z';

/** The source of a container's log. */
export const CONTAINER_SOURCE: LogSource = {
  path: '/var/log/pods/default_web-0_2681cb7f-daa4-4620-bb60-1d449709181c/nginx/0.log',
  metadata: {
    namespace: 'default',
    pod: 'web-0',
    uid: '2681cb7f-daa4-4620-bb60-1d449709181c',
    container: 'nginx',
    restart: 0,
  },
  writtenByRuntime: true,
};

/** The source of a file that no container runtime wrote. */
export const PLAIN_SOURCE: LogSource = { path: '/logs/app.log', metadata: {}, writtenByRuntime: false };

/**
 * Takes a whole file through decoding and encoding, as the tail does: in reads, of which each begins at the first byte
 * that was not taken; at the end the half line and the pieces are shipped.
 */
export function decodeBytes(
  file: Buffer,
  options: DecodeBytesOptions = {},
): { placed: PlacedRecord[]; counters: Counters; output: Buffer } {
  const { source = CONTAINER_SOURCE, reads = [file.length], blockRecords = 7 } = options;
  const counters = createCounters();
  const block = createRecordBlock(blockRecords, Math.max(4, ...reads));
  const context = createDecodeContext({
    block,
    format: options.format ?? 'auto',
    maxLineBytes: options.maxLineBytes ?? 1024 * 1024,
    counters,
    now: () => 0,
    wallTime: () => Date.parse(READ_TIME),
  });
  const decoder = new SourceDecoder(source, context);
  const encoder = createJsonEncoder(SCHEMAS.flat, { labels: {} });
  const payload = createPayload(16);
  const placed: PlacedRecord[] = [];
  const outputs: Buffer[] = [];

  function collect(): void {
    options.onBlock?.(block);
    for (let row = 0; row < block.count; ) {
      resetPayload(payload);
      const next = encoder.append(block, row, payload, { bytes: 1, records: 1 });
      const bytes = Buffer.from(payload.buffer.subarray(0, payload.length));
      outputs.push(bytes);
      const record = JSON.parse(bytes.toString('utf8')) as FlatRecord;
      placed.push({ record, offset: block.offset[row]!, resumeOffset: block.resumeOffset[row]! });
      row = next;
    }
    clearRecordBlock(block);
  }

  decoder.beginFile(0);
  let offset = 0;
  let longest = 0;
  for (let read = 0; ; read++) {
    const wanted = Math.max(longest, reads[Math.min(read, reads.length - 1)]!);
    const length = Math.min(wanted, file.length - offset);
    growReadCapacity(block, length);
    file.copy(block.bytes, 0, offset, offset + length);
    let taken = 0;
    let isFull = true;
    while (isFull) {
      taken = decoder.decode(taken, length, offset + taken);
      isFull = block.count === block.capacity;
      collect();
    }
    offset += taken;
    const atEnd = offset + length - taken === file.length;
    if (atEnd) {
      decoder.decodeHalfLine(taken, length, offset);
      collect();
      decoder.flushPartialLines();
      collect();
      return { placed, counters, output: Buffer.concat(outputs) };
    }
    longest = taken === 0 ? wanted * 2 : 0;
  }
}

/** The records of a file, parsed. */
export function decodeRecords(file: Buffer | string, options: DecodeBytesOptions = {}): FlatRecord[] {
  return decodeBytes(Buffer.from(file), options).placed.map(({ record }) => record);
}
