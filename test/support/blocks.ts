import { appendRow } from '../../src/decode/append-record.js';
import type { LogSource } from '../../src/record/log-source.js';
import { createPayload, type Payload, type PayloadLimits } from '../../src/record/payload.js';
import { createRecordBlock, LEVELS, putScratch, type RecordBlock, RecordFlag } from '../../src/record/record-block.js';
import type { Encoder } from '../../src/record/sink.js';
import { beginLevels } from '../../src/transform/level/set-level.js';
import { addMembers } from '../../src/transform/message-text.js';

/** A record as a test says it. */
export interface WrittenRecord {
  readonly message: string;
  readonly time?: string;
  readonly flags?: number;
  /** Its byte offset in its file; 100 times its place if not given. */
  readonly offset?: number;
}

export const USUAL_TIME = '2023-11-06T16:08:12.123456789Z';
export const UNLIMITED: PayloadLimits = { bytes: Number.POSITIVE_INFINITY, records: Number.POSITIVE_INFINITY };

/** The contract's example: a container's log, read through Docker's link. */
export const EXAMPLE_SOURCE: LogSource = {
  path: '/var/log/pods/default_stakater-reloader-598f958967-ddkl7_2681cb7f-daa4-4620-bb60-1d449709181c/stakater-reloader/7.log',
  metadata: {
    namespace: 'default',
    pod: 'stakater-reloader-598f958967-ddkl7',
    uid: '2681cb7f-daa4-4620-bb60-1d449709181c',
    container: 'stakater-reloader',
    restart: 7,
  },
  containerId: 'c73e'.repeat(16),
  writtenByRuntime: true,
};

/** A block of records; text that is not said to be escaped is taken as it is. */
export function blockOf(source: LogSource, records: readonly WrittenRecord[], fileId = 'file'): RecordBlock {
  const block = createRecordBlock(records.length, 4);
  block.source = source;
  block.fileId = fileId;
  for (const [
    place,
    { message, time = USUAL_TIME, flags = RecordFlag.stdout, offset = place * 100 },
  ] of records.entries()) {
    const timeStart = putScratch(block, Buffer.from(time));
    const timeEnd = block.scratchEnd;
    const start = putScratch(block, Buffer.from(message));
    appendRow(block, start, block.scratchEnd, timeStart, timeEnd, flags, offset, offset + 1);
  }
  return block;
}

/** Gives a row fields of its own, as a transform does, and the level that they say; returns the block. */
export function withMembers(
  block: RecordBlock,
  row: number,
  members: string,
  level: (typeof LEVELS)[number] = '',
): RecordBlock {
  beginLevels(block);
  block.level[row] = LEVELS.indexOf(level);
  addMembers(block, row, Buffer.from(members));
  return block;
}

/** A payload of all records of the blocks. */
export function payloadOf(encoder: Encoder, ...blocks: readonly RecordBlock[]): Payload {
  const payload = createPayload(1);
  for (const block of blocks) encoder.append(block, 0, payload, UNLIMITED);
  return payload;
}

/** Its lines, without their newlines; fails where the last one has none. */
export function linesOf({ buffer, length }: Payload): string[] {
  const lines = buffer.toString('utf8', 0, length).split('\n');
  if (lines.pop() !== '') throw new Error('the last line has no newline');
  return lines;
}
