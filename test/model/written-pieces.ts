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
  /** In how many more it stands that have none any more, and that podtail has open. */
  held: number;
}

/** All that was written to a log, and where it is: what is nowhere any more may be missing in what podtail ships. */
export class WrittenPieces {
  /** The pieces of each message. */
  readonly messages: Piece[][] = [];
  readonly #disk: MemoryDisk;
  readonly #content = new Map<MemoryFile, Piece[]>();
  /** Files that were deleted while podtail had them open. */
  readonly #deleted = new Set<MemoryFile>();

  constructor(disk: MemoryDisk) {
    this.#disk = disk;
    disk.onDelete = (file) => {
      const pieces = this.#content.get(file) ?? [];
      for (const piece of pieces) piece.named--;
      if (file.handles === 0) return;
      for (const piece of pieces) piece.held++;
      this.#deleted.add(file);
    };
  }

  /** Nanoseconds of the disk's clock. */
  get now(): bigint {
    return this.#disk.now;
  }

  /** What is written to a file that is deleted already may be read, or not. */
  put(file: MemoryFile, piece: Piece): void {
    piece.writtenAt ??= this.#disk.now;
    if (file.isDeleted) return;
    piece.named++;
    const content = this.#content.get(file);
    if (content === undefined) this.#content.set(file, [piece]);
    else content.push(piece);
  }

  /** The whole content was copied. */
  copy(from: MemoryFile, to: MemoryFile): void {
    for (const piece of this.#content.get(from) ?? []) this.put(to, piece);
  }

  /** A file that has a name was emptied. */
  empty(file: MemoryFile): void {
    for (const piece of this.#content.get(file) ?? []) piece.named--;
    this.#content.delete(file);
  }

  /** Podtail has ended: what was deleted is gone now. */
  forgetDeleted(): void {
    for (const file of this.#deleted) for (const piece of this.#content.get(file) ?? []) piece.held--;
    this.#deleted.clear();
  }
}
