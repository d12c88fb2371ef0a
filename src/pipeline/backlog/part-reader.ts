import type { LineState } from '../../record/line-state.js';
import { growReadCapacity, type RecordBlock } from '../../record/record-block.js';
import { isHardlyRead, type RememberedFile } from '../../tail/chain/file-memory.js';
import { sameHead, standsBefore } from '../../tail/files/file-identity.js';
import { addMark, type Mark } from '../../tail/files/identity.js';
import type { ReopeningSource } from '../../tail/files/reopening-source.js';
import type { LineConsumer } from '../../tail/line-consumer.js';
import { SeenBytes } from '../../tail/read/seen-bytes.js';
import type { BacklogPart } from './split-log.js';

/** What the ledger knows of a part. */
export interface PartProgress {
  open(fileKey: number, offset: number): void;
  account(fileKey: number): { readonly settled: number; readonly isInFlight: boolean };
  close(fileKey: number): void;
}

/** A part as it has to be saved: the file from its settled offset on, and the end of the part. */
export interface UnsettledPart {
  readonly file: RememberedFile;
  readonly end: number;
}

/** What came of a read: lines were taken; or what was read is there no more. */
export type PartRead = 'read' | 'moved';

/** The tail numbers its files upwards: parts are numbered downwards, so that no two have the same key in the ledger. */
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

  /** The copy of a deleted file's rest that is read; undefined where it is the file itself. */
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

  /** Bytes that are not read. */
  get unread(): number {
    return this.end - this.offset;
  }

  /** The file, which stays open until the part is settled: if it is deleted, podtail's handle is the last one. */
  get source(): ReopeningSource {
    return this.#bytes;
  }

  /** Bytes on disk that are not free because the file is open, though it was deleted. */
  get heldBytes(): number {
    return this.#bytes.heldBytes;
  }

  /** Reads on, up to the block's capacity. Throws what the system says of a failed read. */
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

  /** Goes on to the end of another part, if that follows in the same file and the file is still open. */
  extend({ file, end, bytes }: BacklogPart): boolean {
    if (this.unread === 0 || file.offset !== this.end || bytes.key !== this.#bytes.key) return false;
    this.end = end;
    bytes.close();
    return true;
  }

  /** Goes on in a file that holds the same. */
  moveTo(bytes: ReopeningSource): void {
    this.#bytes.close();
    this.#bytes = bytes;
    this.#watch();
  }

  /** By what the file is known again, as far as it was read. */
  get identity(): RememberedFile {
    const { suspendedAs, standsAt } = this.#bytes;
    if (suspendedAs !== undefined) return suspendedAs;
    const marks = this.#marks.length === 0 ? {} : { marks: this.#marks };
    const known = { ...this.#known, ...standsAt, offset: this.offset, ...marks };
    const { beforeAt: _, ...rest } = known;
    return this.#seen.isEmpty ? known : { ...rest, before: this.#seen.fingerprint };
  }

  /** What is not settled of it; undefined where all is. */
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
