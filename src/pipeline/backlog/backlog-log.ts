import type { AbandonReason } from '../../record/abandoned.js';
import type { LogSource } from '../../record/log-source.js';
import type { RecordBlock } from '../../record/record-block.js';
import { isKnown, type RememberedFile } from '../../tail/chain/file-memory.js';
import type { LineConsumer } from '../../tail/line-consumer.js';
import { closeAll, type OpenLogFile } from './log-files.js';
import { type PartProgress, PartReader, type UnsettledPart } from './part-reader.js';
import type { BacklogPart } from './split-log.js';

/** What a log's backlog asks for. */
export interface BacklogLogOptions {
  readonly block: RecordBlock;
  /** Bytes that may be read at once for the sake of one long line. */
  readonly longestRead: number;
  readonly progress: PartProgress;
  /** Opens the log's files; undefined where they cannot be opened now (see `openLogFiles`). */
  open(path: string): OpenLogFile[] | undefined;
  /** Opens the copies of its deleted files' rests that an earlier podtail saved. */
  openCopies(path: string): OpenLogFile[];
  /** A copy is read. */
  onCopyTaken(copy: string): void;
  /** Milliseconds, never falling. */
  now(): number;
  /** Bytes of the log are given up. */
  onLost(path: string, reason: AbandonReason, bytes: number): void;
}

/** A part that an earlier podtail left, and whose file is not found yet. */
interface AwaitedPart extends UnsettledPart {
  readonly since: number;
}

/** For how long a file is looked for that is not where it was: a copy of it may be on its way. */
const SEARCH = 10_000;

/** The backlog of one log: parts of its files, oldest first, of which each is read to its end before the next one. */
export class BacklogLog {
  readonly source: LogSource;
  /** Whether it is read now; the configuration may leave the log out for a while. */
  isWanted = true;
  readonly #consumer: LineConsumer;
  readonly #options: BacklogLogOptions;
  #awaited: readonly AwaitedPart[] = [];
  /** Those that are not settled to their ends. */
  #parts: PartReader[] = [];
  /** Since when each deleted file is open, in milliseconds of the clock. */
  readonly #deletedSince = new Map<PartReader, number>();
  /** Since when the file that is read next is missed. */
  #movedSince: number | undefined;

  constructor(source: LogSource, consumer: LineConsumer, options: BacklogLogOptions) {
    this.source = source;
    this.#consumer = consumer;
    this.#options = options;
  }

  /** Bytes that are not read. */
  get unread(): number {
    const awaited = this.#awaited.reduce((sum, { file, end }) => sum + end - file.offset, 0);
    return this.#parts.reduce((sum, { unread }) => sum + unread, awaited);
  }

  /** Whether there is something that can be read at once. */
  get isReadable(): boolean {
    return this.isWanted && this.#awaited.length === 0 && this.#movedSince === undefined && this.#next !== undefined;
  }

  /** Whether all is read and settled. */
  get isSettled(): boolean {
    return this.#awaited.length === 0 && this.#parts.length === 0;
  }

  get #next(): PartReader | undefined {
    return this.#parts.find(({ unread }) => unread > 0);
  }

  /** Takes over parts that are newer than those that it has; one that continues where the last of these ends is the same part. */
  add(parts: readonly BacklogPart[]): void {
    const { progress } = this.#options;
    for (const part of parts) {
      if (this.#parts.at(-1)?.extend(part) !== true) this.#parts.push(new PartReader(part, this.#consumer, progress));
    }
  }

  /** Takes over what an earlier podtail left; to be called before all else. */
  await(parts: readonly UnsettledPart[]): void {
    this.#awaited = parts.map((part) => ({ ...part, since: this.#options.now() }));
    this.#find();
  }

  /** Reads on, by one block's worth at most, and returns how many bytes that took. Throws what the system says of a failed read. */
  read(): number {
    const part = this.#next;
    if (part === undefined) return 0;
    const { block, longestRead, onLost } = this.#options;
    const before = part.unread;
    try {
      if (part.read(block, longestRead) === 'moved') this.#movedSince ??= this.#options.now();
    } catch (error) {
      // Compressed data say how much of them could be read.
      if ((error as { consumed?: number }).consumed === undefined) throw error;
      onLost(this.source.path, 'damaged', part.unread);
      this.#drop(part);
    }
    const taken = before - part.unread;
    if (this.#movedSince !== undefined) this.#follow();
    if (this.#next === undefined) this.#consumer.flushPartialLines();
    return taken;
  }

  /** Looks for what is missed, and lets go of what is settled. To be called every so often. */
  sweep(): void {
    if (this.#awaited.length > 0) this.#find();
    if (this.#movedSince !== undefined) this.#follow();
    for (const part of this.#parts.filter((part) => part.unread === 0 && part.unsettled() === undefined)) {
      this.#remove(part);
    }
  }

  /** The files that were deleted and are open, so that their space on disk is not free. */
  deletedFiles(): { readonly part: PartReader; readonly since: number; readonly bytes: number }[] {
    return this.#parts.flatMap((part) => {
      const bytes = part.unread > 0 ? part.heldBytes : 0;
      if (bytes === 0) return [];
      const since = this.#deletedSince.get(part) ?? this.#options.now();
      this.#deletedSince.set(part, since);
      return [{ part, since, bytes }];
    });
  }

  /** The parts that are not settled, and whose files are open and were deleted. */
  deletedParts(): { readonly part: PartReader; readonly since: number; readonly unsettled: UnsettledPart }[] {
    return this.#parts.flatMap((part) => {
      const unsettled = part.source.isUnnamed ? part.unsettled() : undefined;
      if (unsettled === undefined) return [];
      return [{ part, since: this.#deletedSince.get(part) ?? this.#options.now(), unsettled }];
    });
  }

  /** The copies of deleted files' rests that are not settled to the ends of their parts. */
  copiesInUse(): string[] {
    return this.#parts.flatMap((part) =>
      part.copy === undefined || part.unsettled() === undefined ? [] : [part.copy],
    );
  }

  /** Gives up what was not settled of a file that was deleted. */
  giveUp(part: PartReader, reason: AbandonReason): void {
    const unsettled = part.unsettled();
    const bytes = unsettled === undefined ? 0 : unsettled.end - unsettled.file.offset;
    this.#options.onLost(this.source.path, reason, bytes);
    this.#drop(part);
  }

  /** What has to be saved: all that is not settled. */
  unsettled(): UnsettledPart[] {
    return [...this.#awaited, ...this.#parts.flatMap((part) => part.unsettled() ?? [])];
  }

  /** Ships what waits for more. */
  flush(): void {
    this.#consumer.flushPartialLines();
  }

  close(): void {
    for (const part of this.#parts.splice(0)) part.close();
    this.#awaited = [];
  }

  /** Finds the files that an earlier podtail knew. One that is not there any more is lost, unless not all could be looked at. */
  #find(): void {
    const found: BacklogPart[] = [];
    const missing: AwaitedPart[] = [];
    for (const part of this.#awaited) {
      const file = this.#open(part.file, part.end);
      const isOver = file === 'gone' || this.#options.now() - part.since > SEARCH;
      if (file !== 'gone' && file !== undefined) {
        const { bytes, copy } = file;
        found.push({ file: withPlace(part.file, file), end: part.end, bytes, ...(copy === undefined ? {} : { copy }) });
      } else if (isOver) this.#options.onLost(this.source.path, 'deleted', part.end - part.file.offset);
      else missing.push(part);
    }
    this.#awaited = missing;
    this.#parts.unshift(...found.map((part) => new PartReader(part, this.#consumer, this.#options.progress)));
  }

  /** The file that is read next is no longer where it was, as after `copytruncate`: continues in what was made of it. */
  #follow(): void {
    const part = this.#next;
    const file = part && this.#open(part.identity, part.end);
    if (part !== undefined && file !== undefined && file !== 'gone') {
      part.moveTo(file.bytes);
      part.copy = file.copy;
    } else if (part !== undefined) {
      if (this.#options.now() - (this.#movedSince ?? 0) <= SEARCH) return;
      this.#options.onLost(this.source.path, 'truncated', part.unread);
      this.#drop(part);
    }
    this.#movedSince = undefined;
  }

  /** Opens the file that is known, wherever it is by now. Undefined where not all could be looked at. */
  #open(known: RememberedFile, end: number): OpenLogFile | undefined | 'gone' {
    const { path } = this.source;
    const files = this.#options.open(path);
    const all = [...this.#options.openCopies(path), ...(files ?? [])];
    const file = all.find((one) => (one.bytes.isCompressed || one.size >= end) && isKnown(known, one));
    closeAll(all.filter((one) => one !== file));
    if (file?.copy !== undefined) this.#options.onCopyTaken(file.copy);
    return file ?? (files && 'gone');
  }

  /** No line continues behind what is not read. */
  #drop(part: PartReader): void {
    this.#consumer.flushPartialLines();
    this.#remove(part);
  }

  #remove(part: PartReader): void {
    this.#parts = this.#parts.filter((one) => one !== part);
    this.#deletedSince.delete(part);
    part.close();
  }
}

function withPlace(file: RememberedFile, { device, inode, bornAt }: OpenLogFile): RememberedFile {
  return { ...file, device, inode, ...(bornAt === undefined ? {} : { bornAt }) };
}
