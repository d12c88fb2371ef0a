import type { DecodeContext } from './decode/decode-context.js';
import { SourceDecoder } from './decode/source-decoder.js';
import type { Delivery } from './deliver/delivery.js';
import type { LogSource } from './record/log-source.js';
import { clearRecordBlock } from './record/record-block.js';
import type { LineConsumer } from './tail/line-consumer.js';

/** Takes a source's bytes through decoding, and the blocks that come of it to the delivery. */
export function createBlockConsumer(source: LogSource, context: DecodeContext, delivery: Delivery): LineConsumer {
  const decoder = new SourceDecoder(source, context);
  const { block, counters } = context;
  let fileKey = 0;

  function passOn(): void {
    block.fileKey = fileKey;
    counters.records += block.count;
    delivery.append(block);
    clearRecordBlock(block);
  }

  return {
    get hasPieces() {
      return decoder.hasPieces;
    },
    beginFile(key, offset) {
      fileKey = key;
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
      return taken;
    },
    takeHalfLine(length, offset) {
      decoder.decodeHalfLine(0, length, offset);
      passOn();
    },
    takeLineTooLong(length, offset) {
      decoder.decodeLineTooLong(0, length, offset);
      passOn();
    },
    flushPieces(before) {
      decoder.flushPieces(before);
      passOn();
    },
  };
}
