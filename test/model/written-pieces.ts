import type { StreamName } from '../support/written-line.js';
import type { MemoryDisk, MemoryFile } from './memory-disk.js';

/** What one entry of a log holds of a message: all of it, or one of the pieces that the runtime made of it. */
export interface Piece {
  readonly message: number;
  readonly index: number;
  /** How many pieces the message has. */
  readonly of: number;
  readonly stream: StreamName;
  readonly text: string;
  /** When it was first written, in nanoseconds of the disk's clock; undefined before. */
  writtenAt: bigint | undefined;
  /** In how many files it stands that have names. Where in none, nobody can say which file followed. */
  named: number;
  /** Whether it was written to a file when the next one was in use: its place among the others is not known. */
  readonly isLate: boolean;
  /** In how many more it stands that have none any more, and that podtail has open. */
  held: number;
}

/** Nanoseconds for which podtail has to keep an eye on a deleted file: less than it is asked to. */
const LATEST = 10_000_000_000n;

/** All that was written to a log, and where it is: what is nowhere any more may be missing in what podtail ships. */
export class WrittenPieces {
  /** The pieces of each message. */
  readonly messages: Piece[][] = [];
  readonly #disk: MemoryDisk;
  readonly #content = new Map<MemoryFile, Piece[]>();
  /** The size of its first file just after each piece was written to it. */
  readonly #ends = new Map<Piece, number>();
  /** Files of which nobody can know that they are the log's. */
  readonly #hidden = new Set<MemoryFile>();
  /** Files that were deleted while podtail had them open, each with the time of that. */
  readonly #deleted = new Map<MemoryFile, bigint>();

  constructor(disk: MemoryDisk) {
    this.#disk = disk;
    disk.onDelete = (file) => {
      const pieces = this.#content.get(file) ?? [];
      for (const piece of pieces) piece.named--;
      if (file.handles === 0) return;
      for (const piece of pieces) piece.held++;
      this.#deleted.set(file, this.#disk.now);
    };
  }

  /** Nanoseconds of the disk's clock. */
  get now(): bigint {
    return this.#disk.now;
  }

  /**
   * What is written to a file that is deleted already has to be read where podtail had it open when it was deleted, and that
   * is not long ago.
   */
  put(file: MemoryFile, piece: Piece): void {
    piece.writtenAt ??= this.#disk.now;
    if (!this.#ends.has(piece)) this.#ends.set(piece, file.size);
    if (this.#hidden.has(file)) return;
    if (file.isDeleted) {
      const deletedAt = this.#deleted.get(file);
      if (deletedAt === undefined || this.#disk.now - deletedAt > LATEST || file.handles === 0) return;
      piece.held++;
      this.#content.set(file, [...(this.#content.get(file) ?? []), piece]);
      return;
    }
    piece.named++;
    const content = this.#content.get(file);
    if (content === undefined) this.#content.set(file, [piece]);
    else content.push(piece);
  }

  /** The content was copied: all of it, or what was written to the file while it was at most so long. */
  copy(from: MemoryFile, to: MemoryFile, size = Number.POSITIVE_INFINITY): void {
    for (const piece of this.#content.get(from) ?? []) if (this.#ends.get(piece)! <= size) this.put(to, piece);
  }

  /** Nobody can know that a file is one of the log's. */
  hide(file: MemoryFile): void {
    if (!file.isDeleted) this.empty(file);
    this.#hidden.add(file);
  }

  /** A file that has a name was emptied. */
  empty(file: MemoryFile): void {
    for (const piece of this.#content.get(file) ?? []) piece.named--;
    this.#content.delete(file);
  }

  /** Podtail has ended: what was deleted is gone now. */
  forgetDeleted(): void {
    for (const file of this.#deleted.keys()) for (const piece of this.#content.get(file) ?? []) piece.held--;
    this.#deleted.clear();
  }
}
