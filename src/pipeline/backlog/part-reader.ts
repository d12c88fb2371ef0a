import type { LineState } from '../../record/line-state.js';
import { growReadCapacity, type RecordBlock } from '../../record/record-block.js';
import { isHardlyRead, type RememberedFile } from '../../tail/chain/file-memory.js';
import { sameHead, standsBefore } from '../../tail/files/file-identity.js';
import { addMark, type Mark } from '../../tail/files/identity.js';
import type { ReopeningSource } from '../../tail/files/reopening-source.js';
import type { LineConsumer } from '../../tail/line-consumer.js';
import { SeenBytes } from '../../tail/read/seen-bytes.js';
import type { BacklogPart } from './split-log.js';

/** How far a part is settled, as the ledger knows it. */
export interface PartProgress {
  open(fileKey: number, offset: number): void;
  account(fileKey: number): { readonly settled: number; readonly isInFlight: boolean };
  close(fileKey: number): void;
}

/** A part to be saved: the file from its settled offset on, and the end of the part. */
export interface UnsettledPart {
  readonly file: RememberedFile;
  readonly end: number;
}

/** The outcome of a read. `read`: lines were taken. `moved`: the content is no longer in this file. */
export type PartRead = 'read' | 'moved';

/** The tail numbers its files upwards. Parts are numbered downwards, so that all keys in the ledger differ. */
let lastKey = 0;

/** Reads one part of a physical file, from its offset to its end. All offsets are in the uncompressed file. */
export class PartReader {
  readonly key: number = --lastKey;
  end: number;
  /** Next byte to read: the start of a line. */
  offset: number;
  readonly #consumer: LineConsumer;
  readonly #progress: PartProgress;
  readonly #known: RememberedFile;
  #bytes: ReopeningSource;
  readonly #seen = new SeenBytes();
  #marks: readonly Mark[];
  #begun = false;
  #settledAs: { readonly offset: number; readonly lines: LineState | undefined };

  /** The path of the copy, if the saved rest of a deleted file is read. Undefined for the file itself. */
  copy: string | undefined;

  constructor({ file, end, bytes, copy }: BacklogPart, consumer: LineConsumer, progress: PartProgress) {
    this.end = end;
    this.copy = copy;
    this.offset = file.offset;
    this.#known = file;
    this.#marks = file.marks ?? [];
    this.#bytes = bytes;
    this.#consumer = consumer;
    this.#progress = progress;
    this.#settledAs = { offset: file.offset, lines: file.lines };
    progress.open(this.key, file.offset);
    this.#watch();
  }

  /** Unread bytes. */
  get unread(): number {
    return this.end - this.offset;
  }

  /**
   * The file. It stays open until the part is settled, because podtail's handle is the last one if the file is deleted.
   */
  get source(): ReopeningSource {
    return this.#bytes;
  }

  /** Bytes on disk that the operating system cannot free, because the deleted file is open. */
  get heldBytes(): number {
    return this.#bytes.heldBytes;
  }

  /** Reads at most the capacity of the block. Throws the error of the operating system if a read fails. */
  read(block: RecordBlock, longestRead: number): PartRead {
    const bytes = this.#bytes;
    const wanted = Math.min(block.readCapacity, this.unread);
    const length = bytes.read(block.bytes, wanted, this.offset, bytes.isCompressed ? undefined : this.#seen.room);
    if (bytes.isGone || length < wanted || !this.#isUnchanged()) return 'moved';
    this.#beginOnce();
    let taken = this.#consumer.take(length, this.offset);
    if (taken === 0 && length === this.unread) taken = this.#takeRest(length);
    if (taken === 0 && block.readCapacity < longestRead) growReadCapacity(block, longestRead);
    else if (taken === 0) {
      this.#consumer.takeLineTooLong(length, this.offset);
      taken = length;
    }
    if (taken === 0) return 'read';
    this.offset += taken;
    this.#seen.add(block.bytes, taken);
    this.#marks = addMark(this.#marks, this.offset, () => this.#seen.fingerprint);
    return 'read';
  }

  /** Extends this part to the end of another one that follows in the same file, if the file is still open. */
  extend({ file, end, bytes }: BacklogPart): boolean {
    if (this.unread === 0 || file.offset !== this.end || bytes.key !== this.#bytes.key) return false;
    this.end = end;
    bytes.close();
    return true;
  }

  /** Continues in another file with the same content. */
  moveTo(bytes: ReopeningSource): void {
    this.#bytes.close();
    this.#bytes = bytes;
    this.#watch();
  }

  /** What identifies the file later: its content as far as it was read. */
  get identity(): RememberedFile {
    const { suspendedAs, standsAt } = this.#bytes;
    if (suspendedAs !== undefined) return suspendedAs;
    const marks = this.#marks.length === 0 ? {} : { marks: this.#marks };
    const known = { ...this.#known, ...standsAt, offset: this.offset, ...marks };
    const { beforeAt: _, ...rest } = known;
    return this.#seen.isEmpty ? known : { ...rest, before: this.#seen.fingerprint };
  }

  /** The unsettled rest of the part. Undefined if all is settled. */
  unsettled(): UnsettledPart | undefined {
    const { settled, isInFlight } = this.#progress.account(this.key);
    if (settled >= this.end) return undefined;
    if (this.#begun && !isInFlight) this.#settledAs = { offset: settled, lines: this.#consumer.lineState(this.key) };
    const { lines: _, ...identity } = this.identity;
    const { offset, lines } = this.#settledAs;
    const beforeAt = identity.beforeAt ?? identity.offset;
    return {
      file: {
        ...identity,
        offset: settled,
        ...(beforeAt === settled ? {} : { beforeAt }),
        ...(offset !== settled || lines === undefined ? {} : { lines }),
      },
      end: this.end,
    };
  }

  close(): void {
    this.#bytes.close();
    this.#progress.close(this.key);
  }

  #takeRest(length: number): number {
    return this.#consumer.takeHalfLine(length, this.offset, true) ? length : 0;
  }

  #beginOnce(): void {
    if (this.#begun) return;
    this.#consumer.beginFile(this.key, this.offset, this.#known.id!, this.#known.lines);
    this.#begun = true;
  }

  #isUnchanged(): boolean {
    const bytes = this.#bytes;
    if (bytes.isCompressed) return true;
    if (!this.#seen.isEmpty) return this.#seen.isUnchanged;
    const { head, before, offset, beforeAt = offset } = this.#known;
    return sameHead(head, bytes) && standsBefore(before, bytes, beforeAt);
  }

  #watch(): void {
    this.#bytes.onSuspend = () => {
      const { identity } = this;
      return isHardlyRead(identity) ? { ...identity, size: this.end } : identity;
    };
    this.#bytes.isReadToEnd = () => this.unread === 0;
  }
}
