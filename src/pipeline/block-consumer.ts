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
const NO_FILES: ReadonlyMap<number, EarlierFile> = new Map();

/** The transforms of a source. */
export interface Treatment {
  /** The source with the labels that its transforms add. */
  readonly source: LogSource;
  readonly chain: TransformChain | undefined;
}

/** Where the blocks of a source go, and the settings of decoding. */
export interface BlockSurroundings {
  readonly context: DecodeContext;
  readonly delivery: Pick<Delivery, 'append'>;
  readonly ledger: Pick<Ledger, 'read'>;
}

/** Decodes the bytes of a source, applies its transforms, if it has any, and passes the blocks to the delivery. */
export class BlockConsumer implements LineConsumer {
  readonly #surroundings: BlockSurroundings;
  readonly #exchange: () => Treatment | undefined;
  readonly #decoder: SourceDecoder;
  #source: LogSource;
  #chain: TransformChain | undefined;
  #fileKey = 0;
  /** Byte offset in the file up to which its lines were taken (exclusive). */
  #fileEnd = 0;
  /** The value of `#resumeOffset` when the latest block was passed on. */
  #passedOn = 0;
  #fileId = '';
  /** What an earlier run settled of the file after the offset at which reading resumed. */
  #settledBefore: SettledLines | undefined;
  /** Whether the decoder holds pieces of a line that began in an earlier file. */
  #partialFromEarlier = false;
  /** Earlier files with the beginning of a line or record whose rest is expected in this file. */
  #held: ReadonlyMap<number, EarlierFile> = NO_FILES;

  /**
   * @param exchange asked before each block: another treatment from now on, if there is one. What the transforms of the one
   *   before hold is shipped first.
   */
  constructor(
    { source, chain }: Treatment,
    surroundings: BlockSurroundings,
    exchange: () => Treatment | undefined = () => undefined,
  ) {
    this.#surroundings = surroundings;
    this.#source = source;
    this.#chain = chain;
    this.#decoder = new SourceDecoder(source, surroundings.context);
    this.#exchange = exchange;
  }

  get hasPartialLine(): boolean {
    return this.#decoder.hasPartialLine || this.#chain?.isWaiting === true;
  }

  waiting(key: number): number {
    if (key === this.#fileKey) return this.#fileEnd - this.#resumeOffset;
    const file = this.#held.get(key);
    return file === undefined ? 0 : file.end - file.resumeOffset;
  }

  lineState(key: number): LineState | undefined {
    if (key !== this.#fileKey) return this.#held.get(key)?.lineState;
    return this.#settledBefore === undefined ? this.#lineState : { settled: this.#settledBefore };
  }

  beginFile(key: number, offset: number, id: string, state?: LineState): void {
    // Reading continues in a copy of the file, which was truncated.
    if (key === this.#fileKey && offset === this.#fileEnd) return;
    if (this.hasPartialLine) {
      const earlier = { end: this.#fileEnd, resumeOffset: this.#resumeOffset, lineState: this.#lineState };
      this.#held = new Map([...this.#held, [this.#fileKey, earlier]]);
    }
    this.#partialFromEarlier = this.#decoder.hasPartialLine;
    this.#fileKey = key;
    this.#fileId = id;
    this.#fileEnd = offset;
    this.#passedOn = offset;
    this.#settledBefore = state?.settled;
    const lastInherited = this.#decoder.beginFile(offset, state);
    this.#chain?.beginFile(offset, lastInherited);
  }

  take(length: number, offset: number): number {
    this.#takeOver();
    let taken = 0;
    if (this.#settledBefore !== undefined) taken = this.#takeSettled(this.#settledBefore, length, offset);
    taken = this.#decode(taken, length, offset);
    this.#fileEnd = offset + taken;
    if (this.#settledBefore !== undefined && this.#fileEnd >= this.#settledBefore.to) this.#settledBefore = undefined;
    return taken;
  }

  takeHalfLine(length: number, offset: number, isLast: boolean): boolean {
    this.#takeOver();
    if (!this.#decoder.decodeHalfLine(0, length, offset, isLast)) return false;
    this.#fileEnd = offset + length;
    this.#passOn();
    return true;
  }

  takeLineTooLong(length: number, offset: number): void {
    this.#takeOver();
    this.#decoder.decodeLineTooLong(0, length, offset);
    this.#fileEnd = offset + length;
    this.#passOn();
  }

  flushPartialLines(before?: number): void {
    this.#takeOver();
    if (!this.hasPartialLine) return;
    this.#decoder.flushPartialLines(before);
    this.#passOn(before === undefined ? 'everything' : 'overdue');
  }

  #passOn(flush: FlushMode = 'nothing'): void {
    const { context, delivery, ledger } = this.#surroundings;
    const { block, counters } = context;
    const decoder = this.#decoder;
    const chain = this.#chain;
    const held = this.#held;
    block.fileKey = this.#fileKey;
    block.fileId = this.#fileId;
    if (this.#settledBefore !== undefined) dropSettled(block, this.#settledBefore);
    counters.records += block.count;
    chain?.apply(block, decoder.resumeOffset, this.#partialFromEarlier, flush);
    this.#partialFromEarlier = decoder.hasInheritedPartialLine;
    const isReleased = !this.#partialFromEarlier && chain?.holdsEarlier !== true;
    // The files must be settled in one step. Otherwise a restart would find one half of the line without the other.
    if (isReleased && held.size > 0 && block.count > 1) block.resumeOffset.fill(this.#passedOn, 0, block.count - 1);
    delivery.append(block, isReleased ? endsOf(held) : beginningsOf(held));
    clearRecordBlock(block);
    this.#passedOn = this.#resumeOffset;
    ledger.read(this.#fileKey, this.#passedOn);
    if (!isReleased) return;
    for (const [key, { end }] of held) ledger.read(key, end);
    this.#held = NO_FILES;
  }

  /** Continues with other transforms after a reload of the configuration. */
  #takeOver(): void {
    const next = this.#exchange();
    if (next === undefined) return;
    if (this.#chain?.isWaiting === true) {
      this.#surroundings.context.block.source = this.#source;
      this.#passOn('everything');
    }
    this.#source = next.source;
    this.#chain = next.chain;
    this.#decoder.source = next.source;
    this.#chain?.beginFile(this.#decoder.resumeOffset, this.#decoder.resumeOffset);
  }

  /** Decodes `[start, end)` of the block, which begins at `offset` of the file; returns the index of what was not taken. */
  #decode(start: number, end: number, offset: number): number {
    const { block } = this.#surroundings.context;
    let at = start;
    let isFull = true;
    while (isFull) {
      at = this.#decoder.decode(at, end, offset + at);
      isFull = block.count === block.capacity;
      this.#passOn();
    }
    return at;
  }

  /**
   * Decodes up to each offset at which the settled part of a stream ends. There it drops the pieces of that stream that
   * still wait, because an earlier run settled them.
   */
  #takeSettled(settled: SettledLines, length: number, offset: number): number {
    let taken = 0;
    for (const end of settledEnds(settled)) {
      if (end <= offset || end > offset + length) continue;
      taken = this.#decode(taken, end - offset, offset);
      this.#decoder.forgetSettled(settled);
    }
    return taken;
  }

  /** Offset from which reading of the current file would resume if all blocks that were passed on were settled. */
  get #resumeOffset(): number {
    return this.#chain?.resumeOffset ?? this.#decoder.resumeOffset;
  }

  /**
   * The state of the decoder. Undefined while transforms hold a record, because it does not apply to the offset of that
   * record.
   */
  get #lineState(): LineState | undefined {
    return this.#resumeOffset === this.#decoder.resumeOffset ? this.#decoder.lineState : undefined;
  }
}

/**
 * A file that was read to its end while a line or record that began in it waits for its rest. Its offsets are in that
 * file.
 */
interface EarlierFile {
  readonly end: number;
  readonly resumeOffset: number;
  readonly lineState: LineState | undefined;
}

function endsOf(files: ReadonlyMap<number, EarlierFile>): Marks {
  return files.size === 0 ? NOTHING : new Map([...files].map(([key, { end }]) => [key, end]));
}

/** Marks that make the files wait for a payload that may hold one of their records. They settle nothing new. */
function beginningsOf(files: ReadonlyMap<number, EarlierFile>): Marks {
  return files.size === 0 ? NOTHING : new Map([...files].map(([key, { resumeOffset }]) => [key, resumeOffset]));
}
