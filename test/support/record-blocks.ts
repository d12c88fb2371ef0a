import { appendRow } from '../../src/decode/append-record.js';
import { createDecodeContext } from '../../src/decode/decode-context.js';
import { SourceDecoder } from '../../src/decode/source-decoder.js';
import { createCounters } from '../../src/record/counters.js';
import type { LogSource } from '../../src/record/log-source.js';
import { createPayload, type Payload } from '../../src/record/payload.js';
import { createRecordBlock, putScratch, type RecordBlock } from '../../src/record/record-block.js';
import type { Encoder } from '../../src/record/sink.js';

export const UNLIMITED = { bytes: Number.POSITIVE_INFINITY, records: Number.POSITIVE_INFINITY };

/** A record as it is to stand in a block. */
export interface BlockRecord {
  readonly message: string;
  /** `RecordFlag` bits. */
  readonly flags: number;
  readonly time?: string;
}

export const BLOCK_TIME = '2023-11-06T16:08:12.123456789Z';

/** A block of those records; each is at an offset that is 100 times its index. */
export function blockOf(source: LogSource, records: readonly BlockRecord[]): RecordBlock {
  const block = createRecordBlock(records.length, 4);
  block.source = source;
  block.fileId = 'file-1';
  for (const [index, { message, flags, time = BLOCK_TIME }] of records.entries()) {
    const timeStart = putScratch(block, Buffer.from(time));
    const start = putScratch(block, Buffer.from(message));
    const end = block.scratchEnd;
    appendRow(block, start, end, timeStart, timeStart + time.length, flags, index * 100, index * 100 + 100);
  }
  return block;
}

/** A payload of all of a block's records. */
export function encodeBlock(encoder: Encoder, block: RecordBlock): Payload {
  const payload = createPayload(1);
  encoder.append(block, 0, payload, UNLIMITED);
  return payload;
}

/** The body of a payload. */
export function bodyOf({ buffer, length }: Payload): Buffer {
  return buffer.subarray(0, length);
}

/** A payload of all records of a file: its whole lines, and the half one at its end. */
export function encodeFile(file: Buffer, source: LogSource, encoder: Encoder): Payload {
  const lines = file.reduce((count, byte) => count + (byte === 0x0a ? 1 : 0), 2);
  const block = createRecordBlock(lines + 2, file.length + 1);
  const decoder = new SourceDecoder(
    source,
    createDecodeContext({
      block,
      format: 'auto',
      maxLineBytes: 1024 * 1024,
      counters: createCounters(),
      now: () => 0,
      wallTime: () => Date.parse('2026-11-23T12:00:00.000Z'),
    }),
  );
  file.copy(block.bytes);
  decoder.beginFile(0);
  const taken = decoder.decode(0, file.length, 0);
  decoder.decodeHalfLine(taken, file.length, taken);
  decoder.flushPieces();
  return encodeBlock(encoder, block);
}
