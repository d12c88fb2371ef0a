import type { Ledger } from '../checkpoint/ledger.js';
import type { DecodeContext } from '../decode/decode-context.js';
import { SourceDecoder } from '../decode/source-decoder.js';
import type { Delivery } from '../deliver/delivery.js';
import { dropSettled } from '../record/drop-settled.js';
import type { LineState, SettledLines } from '../record/line-state.js';
import type { LogSource } from '../record/log-source.js';
import type { Marks } from '../record/payload.js';
import { clearRecordBlock } from '../record/record-block.js';
import { settledEnds } from '../record/settled-end.js';
import type { LineConsumer } from '../tail/line-consumer.js';
import type { FlushMode, TransformChain } from '../transform/chain.js';

const NOTHING: Marks = new Map();

/** What is done with the records of a source. */
export interface Treatment {
  /** The source, as transforms describe it. */
  readonly source: LogSource;
  readonly chain: TransformChain | undefined;
}

/**
 * Takes a source's bytes through decoding and its transforms, if it has any, and the blocks that come of it to the
 * delivery.
 *
 * @param exchange asked before each block: another treatment from now on, if there is one. What the transforms of the one
 *   before hold is shipped first.
 */
export function createBlockConsumer(
  described: LogSource,
  context: DecodeContext,
  delivery: Pick<Delivery, 'append'>,
  ledger: Pick<Ledger, 'read'>,
  transforms?: TransformChain,
  exchange: () => Treatment | undefined = () => undefined,
): LineConsumer {
  let source = described;
  let chain = transforms;
  const decoder = new SourceDecoder(source, context);
  const { block, counters } = context;
  let fileKey = 0;
  /** Byte offset up to which the file's lines were taken. */
  let fileEnd = 0;
  /** What `resumeOffset` was when the latest block was passed on. */
  let passedOn = 0;
  let fileId = '';
  /** What was settled of the file by an earlier podtail, behind where reading resumed. */
  let settledBefore: SettledLines | undefined;
  /** Whether the decoder holds pieces of a line that began in an earlier file. */
  let partialFromEarlier = false;
  /** Earlier files that hold the beginning of a line, or of a record, which waits for its rest in this one. */
  const held = new Map<number, EarlierFile>();

  function passOn(flush: FlushMode = 'nothing'): void {
    block.fileKey = fileKey;
    block.fileId = fileId;
    if (settledBefore !== undefined) dropSettled(block, settledBefore);
    counters.records += block.count;
    chain?.apply(block, decoder.resumeOffset, partialFromEarlier, flush);
    partialFromEarlier = decoder.hasInheritedPartialLine;
    const isReleased = !partialFromEarlier && chain?.holdsEarlier !== true;
    // The files must be settled in one step, or a restart would find the one half of the line without the other.
    if (isReleased && held.size > 0 && block.count > 1) block.resumeOffset.fill(passedOn, 0, block.count - 1);
    delivery.append(block, isReleased ? endsOf(held) : beginningsOf(held));
    clearRecordBlock(block);
    passedOn = resumeOffset();
    ledger.read(fileKey, passedOn);
    if (!isReleased) return;
    for (const [key, { end }] of held) ledger.read(key, end);
    held.clear();
  }

  /** Goes on with another treatment, where the configuration has changed. */
  function takeOver(): void {
    const next = exchange();
    if (next === undefined) return;
    if (chain?.isWaiting === true) {
      block.source = source;
      passOn('everything');
    }
    source = next.source;
    chain = next.chain;
    decoder.source = source;
    chain?.beginFile(decoder.resumeOffset, decoder.resumeOffset);
  }

  /** Decodes `[start, end)` of the block, which begins at `offset` of the file; returns the index of what was not taken. */
  function decode(start: number, end: number, offset: number): number {
    let at = start;
    let isFull = true;
    while (isFull) {
      at = decoder.decode(at, end, offset + at);
      isFull = block.count === block.capacity;
      passOn();
    }
    return at;
  }

  /** Takes what an earlier podtail took: where what was settled of a stream ends, nothing of it waits that begins before. */
  function takeSettled(settled: SettledLines, length: number, offset: number): number {
    let taken = 0;
    for (const end of settledEnds(settled)) {
      if (end <= offset || end > offset + length) continue;
      taken = decode(taken, end - offset, offset);
      decoder.forgetSettled(settled);
    }
    return taken;
  }

  /** From where reading of the current file would have to resume, if all that was passed on was settled. */
  function resumeOffset(): number {
    return chain?.resumeOffset ?? decoder.resumeOffset;
  }

  /** The decoder's state means nothing at an offset where a record begins that transforms hold. */
  function lineState(): LineState | undefined {
    return resumeOffset() === decoder.resumeOffset ? decoder.lineState : undefined;
  }

  function isWaiting(): boolean {
    return decoder.hasPartialLine || chain?.isWaiting === true;
  }

  return {
    get hasPartialLine() {
      return isWaiting();
    },
    waiting(key) {
      if (key === fileKey) return fileEnd - resumeOffset();
      const file = held.get(key);
      return file === undefined ? 0 : file.end - file.resumeOffset;
    },
    lineState(key) {
      if (key !== fileKey) return held.get(key)?.lineState;
      return settledBefore === undefined ? lineState() : { settled: settledBefore };
    },
    beginFile(key, offset, id, state) {
      // A copy of the file is gone on with, after that was truncated.
      if (key === fileKey && offset === fileEnd) return;
      if (isWaiting()) held.set(fileKey, { end: fileEnd, resumeOffset: resumeOffset(), lineState: lineState() });
      partialFromEarlier = decoder.hasPartialLine;
      fileKey = key;
      fileId = id;
      fileEnd = offset;
      passedOn = offset;
      settledBefore = state?.settled;
      const lastInherited = decoder.beginFile(offset, state);
      chain?.beginFile(offset, lastInherited);
    },
    take(length, offset) {
      takeOver();
      let taken = 0;
      if (settledBefore !== undefined) taken = takeSettled(settledBefore, length, offset);
      taken = decode(taken, length, offset);
      fileEnd = offset + taken;
      if (settledBefore !== undefined && fileEnd >= settledBefore.to) settledBefore = undefined;
      return taken;
    },
    takeHalfLine(length, offset, isLast) {
      takeOver();
      if (!decoder.decodeHalfLine(0, length, offset, isLast)) return false;
      fileEnd = offset + length;
      passOn();
      return true;
    },
    takeLineTooLong(length, offset) {
      takeOver();
      decoder.decodeLineTooLong(0, length, offset);
      fileEnd = offset + length;
      passOn();
    },
    flushPartialLines(before) {
      takeOver();
      if (!isWaiting()) return;
      decoder.flushPartialLines(before);
      passOn(before === undefined ? 'everything' : 'overdue');
    },
  };
}

/** A file that was read to its end while something that began in it waits. All offsets are in it. */
interface EarlierFile {
  readonly end: number;
  readonly resumeOffset: number;
  readonly lineState: LineState | undefined;
}

function endsOf(files: ReadonlyMap<number, EarlierFile>): Marks {
  return files.size === 0 ? NOTHING : new Map([...files].map(([key, { end }]) => [key, end]));
}

/** What makes the files wait for a payload that may hold a record of theirs, and settles nothing new of them. */
function beginningsOf(files: ReadonlyMap<number, EarlierFile>): Marks {
  return files.size === 0 ? NOTHING : new Map([...files].map(([key, { resumeOffset }]) => [key, resumeOffset]));
}
