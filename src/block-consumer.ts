import type { Ledger } from './checkpoint/ledger.js';
import type { DecodeContext } from './decode/decode-context.js';
import { SourceDecoder } from './decode/source-decoder.js';
import type { Delivery } from './deliver/delivery.js';
import type { LogSource } from './record/log-source.js';
import type { Marks } from './record/payload.js';
import { clearRecordBlock } from './record/record-block.js';
import type { LineConsumer } from './tail/line-consumer.js';

const NOTHING: Marks = new Map();

/** Takes a source's bytes through decoding, and the blocks that come of it to the delivery. */
export function createBlockConsumer(
  source: LogSource,
  context: DecodeContext,
  delivery: Delivery,
  ledger: Pick<Ledger, 'read'>,
): LineConsumer {
  const decoder = new SourceDecoder(source, context);
  const { block, counters } = context;
  let fileKey = 0;
  /** Byte offset up to which the file's lines were taken. */
  let fileEnd = 0;
  /** Earlier files, up to their ends, that hold pieces of a line which waits for its rest in this one. */
  const held = new Map<number, number>();

  function passOn(): void {
    block.fileKey = fileKey;
    counters.records += block.count;
    const alsoSettles = decoder.hasPieces ? NOTHING : new Map(held);
    delivery.append(block, alsoSettles);
    clearRecordBlock(block);
    ledger.read(fileKey, decoder.resumeOffset);
    for (const [key, end] of alsoSettles) {
      ledger.read(key, end);
      held.delete(key);
    }
  }

  return {
    get hasPieces() {
      return decoder.hasPieces;
    },
    beginFile(key, offset) {
      if (decoder.hasPieces) held.set(fileKey, fileEnd);
      fileKey = key;
      fileEnd = offset;
      decoder.beginFile(offset);
    },
    take(length, offset) {
      let taken = 0;
      let isFull = true;
      while (isFull) {
        taken = decoder.decode(taken, length, offset + taken);
        isFull = block.count === block.capacity;
        passOn();
      }
      fileEnd = offset + taken;
      return taken;
    },
    takeHalfLine(length, offset) {
      decoder.decodeHalfLine(0, length, offset);
      fileEnd = offset + length;
      passOn();
    },
    takeLineTooLong(length, offset) {
      decoder.decodeLineTooLong(0, length, offset);
      fileEnd = offset + length;
      passOn();
    },
    flushPieces(before) {
      if (!decoder.hasPieces) return;
      decoder.flushPieces(before);
      passOn();
    },
  };
}
