import type { Ledger } from './checkpoint/ledger.js';
import type { DecodeContext } from './decode/decode-context.js';
import { SourceDecoder } from './decode/source-decoder.js';
import type { Delivery } from './deliver/delivery.js';
import { dropSettled } from './record/drop-settled.js';
import type { LineState } from './record/line-state.js';
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
  let fileId = '';
  /** What was settled of the file by an earlier podtail, behind where reading resumed. */
  let settledBefore: LineState['settled'];
  /** Earlier files that hold pieces of a line which waits for its rest in this one. */
  const held = new Map<number, HeldFile>();

  function passOn(): void {
    block.fileKey = fileKey;
    block.fileId = fileId;
    if (settledBefore !== undefined) dropSettled(block, settledBefore);
    counters.records += block.count;
    const alsoSettles = decoder.hasPieces || held.size === 0 ? NOTHING : endsOf(held);
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
    waiting(key) {
      if (key === fileKey) return fileEnd - decoder.resumeOffset;
      const file = held.get(key);
      return file === undefined ? 0 : file.end - file.resumeOffset;
    },
    lineState(key) {
      if (key !== fileKey) return held.get(key)?.lineState;
      return settledBefore === undefined ? decoder.lineState : { settled: settledBefore };
    },
    beginFile(key, offset, id, state) {
      // A copy of the file is gone on with, after that was truncated.
      if (key === fileKey && offset === fileEnd) return;
      const { resumeOffset, lineState } = decoder;
      if (decoder.hasPieces) held.set(fileKey, { end: fileEnd, resumeOffset, lineState });
      fileKey = key;
      fileId = id;
      fileEnd = offset;
      settledBefore = state?.settled;
      decoder.beginFile(offset, state?.openLine);
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
      if (settledBefore !== undefined && fileEnd >= settledBefore.to) settledBefore = undefined;
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

/** A file that was read to its end while pieces of its last line wait. All offsets are in it. */
interface HeldFile {
  readonly end: number;
  readonly resumeOffset: number;
  readonly lineState: LineState | undefined;
}

function endsOf(files: ReadonlyMap<number, HeldFile>): Marks {
  return new Map([...files].map(([key, { end }]) => [key, end]));
}
