import type { Ledger } from './checkpoint/ledger.js';
import type { DecodeContext } from './decode/decode-context.js';
import { SourceDecoder } from './decode/source-decoder.js';
import type { Delivery } from './deliver/delivery.js';
import type { LogSource } from './record/log-source.js';
import type { Marks } from './record/payload.js';
import { clearRecordBlock } from './record/record-block.js';
import type { LineConsumer } from './tail/line-consumer.js';
import type { FlushMode, TransformChain } from './transform/chain.js';

/** How far an earlier file was taken: up to `end`, of which all before `resumeOffset` is in no line that waits. */
interface HeldFile {
  readonly end: number;
  readonly resumeOffset: number;
}

/**
 * Takes a source's bytes through decoding and its transforms, if it has any, and the blocks that come of it to the
 * delivery.
 */
export function createBlockConsumer(
  source: LogSource,
  context: DecodeContext,
  delivery: Pick<Delivery, 'append'>,
  ledger: Pick<Ledger, 'read'>,
  chain?: TransformChain,
): LineConsumer {
  const decoder = new SourceDecoder(source, context);
  const { block, counters } = context;
  let fileKey = 0;
  let fileId = '';
  /** Byte offset up to which the file's lines were taken. */
  let fileEnd = 0;
  /** Whether the decoder holds pieces of a line that began in an earlier file. */
  let piecesFromEarlier = false;
  /** Earlier files that hold the beginning of a line, or of a record, which waits for its rest in this one. */
  const held = new Map<number, HeldFile>();

  function passOn(flush: FlushMode = 'nothing'): void {
    block.fileKey = fileKey;
    block.fileId = fileId;
    counters.records += block.count;
    chain?.apply(block, decoder.resumeOffset, piecesFromEarlier, flush);
    piecesFromEarlier &&= decoder.hasPieces;
    const isReleased = !decoder.hasPieces && chain?.holdsEarlier !== true;
    delivery.append(block, isReleased ? ends(held) : beginnings(held));
    clearRecordBlock(block);
    ledger.read(fileKey, chain?.resumeOffset ?? decoder.resumeOffset);
    if (!isReleased) return;
    for (const [key, { end }] of held) ledger.read(key, end);
    held.clear();
  }

  return {
    get hasPieces() {
      return decoder.hasPieces || chain?.isWaiting === true;
    },
    beginFile(key, offset, id) {
      if (decoder.hasPieces || chain?.isWaiting === true) {
        held.set(fileKey, { end: fileEnd, resumeOffset: chain?.resumeOffset ?? decoder.resumeOffset });
      }
      piecesFromEarlier = decoder.hasPieces;
      fileKey = key;
      fileId = id;
      fileEnd = offset;
      decoder.beginFile(offset);
      chain?.beginFile(offset);
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
      if (!decoder.hasPieces && chain?.isWaiting !== true) return;
      decoder.flushPieces(before);
      passOn(before === undefined ? 'everything' : 'overdue');
    },
  };
}

function ends(held: ReadonlyMap<number, HeldFile>): Marks {
  return held.size === 0 ? NOTHING : new Map([...held].map(([key, { end }]) => [key, end]));
}

/** What makes the files wait for a payload that may hold a record of theirs, and settles nothing new of them. */
function beginnings(held: ReadonlyMap<number, HeldFile>): Marks {
  return held.size === 0 ? NOTHING : new Map([...held].map(([key, { resumeOffset }]) => [key, resumeOffset]));
}

const NOTHING: Marks = new Map();
