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
  /** In how many files it stands that podtail can read, or has open. */
  copies: number;
}

/** All that was written to a log, and where it is: what is nowhere any more may be missing in what podtail ships. */
export class WrittenPieces {
  /** The pieces of each message. */
  readonly messages: Piece[][] = [];
  readonly #held = new Map<MemoryFile, Piece[]>();
  /** Files that were deleted while podtail had them open. */
  readonly #deleted = new Set<MemoryFile>();

  constructor(disk: MemoryDisk) {
    disk.onDelete = (file) => {
      if (file.handles > 0) this.#deleted.add(file);
      else this.drop(file);
    };
  }

  /** What is written to a file that is deleted already may be read, or not. */
  put(file: MemoryFile, piece: Piece): void {
    if (file.isDeleted) return;
    piece.copies++;
    const held = this.#held.get(file);
    if (held === undefined) this.#held.set(file, [piece]);
    else held.push(piece);
  }

  /** The whole content was copied. */
  copy(from: MemoryFile, to: MemoryFile): void {
    for (const piece of this.#held.get(from) ?? []) this.put(to, piece);
  }

  /** The content of a file is gone. */
  drop(file: MemoryFile): void {
    for (const piece of this.#held.get(file) ?? []) piece.copies--;
    this.#held.delete(file);
  }

  /** Podtail has ended: what was deleted is gone now. */
  dropDeleted(): void {
    for (const file of this.#deleted) this.drop(file);
    this.#deleted.clear();
  }
}
