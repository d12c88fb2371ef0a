import type { AbandonReason } from '../../record/abandoned.js';
import type { LogSource } from '../../record/log-source.js';
import type { RecordBlock } from '../../record/record-block.js';
import { isKnown, type RememberedFile } from '../../tail/chain/file-memory.js';
import type { LineConsumer } from '../../tail/line-consumer.js';
import { closeAll, type OpenLogFile } from './log-files.js';
import { type PartProgress, PartReader, type UnsettledPart } from './part-reader.js';
import type { BacklogPart } from './split-log.js';

/** What the backlog of a log needs from outside. */
export interface BacklogLogOptions {
  readonly block: RecordBlock;
  /** Most bytes of one read, which a long line may need. */
  readonly longestRead: number;
  readonly progress: PartProgress;
  /** Opens the log's files; undefined where they cannot be opened now (see `openLogFiles`). */
  open(path: string): OpenLogFile[] | undefined;
  /** Opens the copies of its deleted files' rests that an earlier podtail saved. */
  openCopies(path: string): OpenLogFile[];
  /** Called when the reading of a copy begins. */
  onCopyTaken(copy: string): void;
  /** Milliseconds, never falling. */
  now(): number;
  /** Called when podtail gives up bytes of the log. */
  onLost(path: string, reason: AbandonReason, bytes: number): void;
}

/** A part that an earlier run left. Its file has not been found yet. */
interface AwaitedPart extends UnsettledPart {
  readonly since: number;
}

/** How long podtail searches for a file that left its place, in milliseconds. A copy of it may still be in progress. */
const SEARCH = 10_000;

/** The backlog of one log: parts of its files, oldest first. Each part is read to its end before the next one. */
export class BacklogLog {
  readonly source: LogSource;
  /** Whether it is read now. The configuration may exclude the log for a while. */
  isWanted = true;
  readonly #consumer: LineConsumer;
  readonly #options: BacklogLogOptions;
  #awaited: readonly AwaitedPart[] = [];
  /** Those that are not settled to their ends. */
  #parts: PartReader[] = [];
  /** When each deleted file was first seen as deleted, in milliseconds of `now`. */
  readonly #deletedSince = new Map<PartReader, number>();
  /** When the file to read next was first missing, in milliseconds of `now`. */
  #movedSince: number | undefined;

  constructor(source: LogSource, consumer: LineConsumer, options: BacklogLogOptions) {
    this.source = source;
    this.#consumer = consumer;
    this.#options = options;
  }

  /** Unread bytes. */
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

  /** Adds parts that are newer than the present ones. A part that begins where the last one ends extends it. */
  add(parts: readonly BacklogPart[]): void {
    const { progress } = this.#options;
    for (const part of parts) {
      if (this.#parts.at(-1)?.extend(part) !== true) this.#parts.push(new PartReader(part, this.#consumer, progress));
    }
  }

  /** Adds the parts that an earlier run left. Must be called first. */
  await(parts: readonly UnsettledPart[]): void {
    this.#awaited = parts.map((part) => ({ ...part, since: this.#options.now() }));
    this.#find();
  }

  /**
   * Reads at most one block, and returns the number of bytes read. Throws the error of the operating system if a read
   * fails.
   */
  read(): number {
    const part = this.#next;
    if (part === undefined) return 0;
    const { block, longestRead, onLost } = this.#options;
    const before = part.unread;
    try {
      if (part.read(block, longestRead) === 'moved') this.#movedSince ??= this.#options.now();
    } catch (error) {
      // An error of a decompressor has the number of compressed bytes before the damage.
      if ((error as { consumed?: number }).consumed === undefined) throw error;
      onLost(this.source.path, 'damaged', part.unread);
      this.#drop(part);
    }
    const taken = before - part.unread;
    if (this.#movedSince !== undefined) this.#follow();
    if (this.#next === undefined) this.#consumer.flushPartialLines();
    return taken;
  }

  /** Searches for missing files, and closes settled ones. To be called at each sweep. */
  sweep(): void {
    if (this.#awaited.length > 0) this.#find();
    if (this.#movedSince !== undefined) this.#follow();
    for (const part of this.#parts.filter((part) => part.unread === 0 && part.unsettled() === undefined)) {
      this.#remove(part);
    }
  }

  /** Deleted files that are open, so that the operating system cannot free their space. */
  deletedFiles(): { readonly part: PartReader; readonly since: number; readonly bytes: number }[] {
    return this.#parts.flatMap((part) => {
      const bytes = part.unread > 0 ? part.heldBytes : 0;
      if (bytes === 0) return [];
      const since = this.#deletedSince.get(part) ?? this.#options.now();
      this.#deletedSince.set(part, since);
      return [{ part, since, bytes }];
    });
  }

  /** Unsettled parts of deleted files that are open. */
  deletedParts(): { readonly part: PartReader; readonly since: number; readonly unsettled: UnsettledPart }[] {
    return this.#parts.flatMap((part) => {
      const unsettled = part.source.isUnnamed ? part.unsettled() : undefined;
      if (unsettled === undefined) return [];
      return [{ part, since: this.#deletedSince.get(part) ?? this.#options.now(), unsettled }];
    });
  }

  /** The saved copies of deleted files whose parts are not settled to their ends. */
  copiesInUse(): string[] {
    return this.#parts.flatMap((part) =>
      part.copy === undefined || part.unsettled() === undefined ? [] : [part.copy],
    );
  }

  /** Gives up the unsettled bytes of a deleted file. */
  giveUp(part: PartReader, reason: AbandonReason): void {
    const unsettled = part.unsettled();
    const bytes = unsettled === undefined ? 0 : unsettled.end - unsettled.file.offset;
    this.#options.onLost(this.source.path, reason, bytes);
    this.#drop(part);
  }

  /** All unsettled parts. These have to be saved. */
  unsettled(): UnsettledPart[] {
    return [...this.#awaited, ...this.#parts.flatMap((part) => part.unsettled() ?? [])];
  }

  /** Ships incomplete lines and records. */
  flush(): void {
    this.#consumer.flushPartialLines();
  }

  close(): void {
    for (const part of this.#parts.splice(0)) part.close();
    this.#awaited = [];
  }

  /**
   * Finds the files of the parts that an earlier run left. A missing file is lost, unless some file could not be
   * opened.
   */
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

  /** The file to read next is no longer in its place, as after `copytruncate`. Continues in its copy. */
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

  /** Opens a known file under any of the log's names, or its saved copy. Undefined if some file could not be opened. */
  #open(known: RememberedFile, end: number): OpenLogFile | undefined | 'gone' {
    const { path } = this.source;
    const files = this.#options.open(path);
    const all = [...this.#options.openCopies(path), ...(files ?? [])];
    const file = all.find((one) => (one.bytes.isCompressed || one.size >= end) && isKnown(known, one));
    closeAll(all.filter((one) => one !== file));
    if (file?.copy !== undefined) this.#options.onCopyTaken(file.copy);
    return file ?? (files && 'gone');
  }

  /** No line may continue after unread bytes. */
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
