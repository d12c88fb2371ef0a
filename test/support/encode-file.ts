import { createDecodeContext } from '../../src/decode/decode-context.js';
import { SourceDecoder } from '../../src/decode/source-decoder.js';
import { createCounters } from '../../src/record/counters.js';
import type { LogSource } from '../../src/record/log-source.js';
import type { Payload } from '../../src/record/payload.js';
import { createRecordBlock } from '../../src/record/record-block.js';
import type { Encoder } from '../../src/record/sink.js';
import { payloadOf } from './blocks.js';

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
  decoder.flushPartialLines();
  return payloadOf(encoder, block);
}
