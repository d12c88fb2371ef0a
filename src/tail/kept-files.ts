import path from 'node:path';
import { diskKeyOf, type FileOnDisk } from './file-on-disk.js';
import type { ReopeningSource } from './reopening-source.js';

/** A physical file of a log that was opened. */
export interface OpenFile extends FileOnDisk {
  readonly bytes: ReopeningSource;
  /** Its own path when it was opened, links resolved. */
  readonly target: string;
  /** Bytes on disk. */
  readonly size: number;
  /** When its content changed last, in nanoseconds since 1970. */
  readonly modifiedAt: bigint;
  /** Whether it had no name any more before it was known which file follows it. */
  readonly isVanished?: boolean;
}

/**
 * The files of one log that were opened while it was being rotated, before it was known how they follow each other: what
 * was in reach once is not let go for that, since the next rotation may delete it. Oldest first.
 */
export class KeptFiles {
  #files = new Map<string, OpenFile>();
  /** Those that had names at the latest look. */
  #named: ReadonlySet<string> = new Set();

  get keys(): ReadonlySet<string> {
    return new Set(this.#files.keys());
  }

  get size(): number {
    return this.#files.size;
  }

  has(key: string): boolean {
    return this.#files.has(key);
  }

  /** Keeps a file; a second handle of one that is kept is closed. */
  add(file: OpenFile): void {
    const key = diskKeyOf(file);
    if (this.#files.has(key)) file.bytes.close();
    else this.#files.set(key, file);
  }

  /** Closes those that stand in another folder than the live file: the log led elsewhere then. */
  closeOutside(livePath: string): void {
    for (const [key, { target, bytes }] of this.#files) {
      if (path.dirname(target) === path.dirname(livePath)) continue;
      bytes.close();
      this.#files.delete(key);
    }
  }

  /**
   * Says how the files follow each other that are there now. What a look misses, because it was renamed meanwhile or is
   * gone, stays behind what it followed before, or is the oldest; what came since the look is the newest. A compressed
   * file that is there and is not named is being written, and closed.
   *
   * @param came says which files came since
   */
  sort(oldestFirst: readonly (string | undefined)[], came: (key: string) => boolean = () => false): void {
    this.#named = new Set(oldestFirst.filter((key) => key !== undefined));
    for (const [key, { bytes }] of this.#files) {
      if (this.#named.has(key) || !bytes.isCompressed || bytes.isDeleted()) continue;
      bytes.close();
      this.#files.delete(key);
    }
    const named = [...this.#named].filter((key) => this.has(key));
    const sorted = mergeOrders([...this.#files.keys()], named, came);
    this.#files = new Map(sorted.map((key) => [key, this.#files.get(key)!]));
  }

  /** Hands all files over, as they are on disk now. */
  take(): OpenFile[] {
    const files = [...this.#files].map(([key, file]) => {
      const now = { ...file, size: file.bytes.sizeOnDisk(), modifiedAt: file.bytes.modified() };
      return this.#named.has(key) ? now : { ...now, isVanished: true };
    });
    this.#files.clear();
    return files;
  }

  close(): void {
    for (const { bytes } of this.#files.values()) bytes.close();
    this.#files.clear();
  }
}

/** Brings two orders together: where they differ, the new one holds. What the new one leaves out stays behind what it followed. */
function mergeOrders(known: readonly string[], now: readonly string[], came: (key: string) => boolean): string[] {
  const merged = [...now];
  const isNow = new Set(now);
  let place = 0;
  for (const key of known) {
    if (isNow.has(key)) place = merged.indexOf(key) + 1;
    else if (came(key)) merged.push(key);
    else merged.splice(place++, 0, key);
  }
  return merged;
}
