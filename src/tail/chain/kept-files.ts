import path from 'node:path';
import { diskKeyOf } from '../files/file-on-disk.js';
import type { NamedFile, NamesOnDisk } from '../files/named-files.js';
import { createAges, type FileAge, isOlder } from './file-age.js';
import type { OpenFile } from './open-file.js';
import { SeenOrders } from './seen-orders.js';
import { withoutTwins } from './without-twins.js';

/**
 * The files of one log that were opened while it was being rotated, before it was known how they follow each other: what
 * was in reach once is not let go for that, since the next rotation may delete it. Oldest first.
 */
export class KeptFiles {
  #files = new Map<string, OpenFile>();
  /** Those that had names at the latest look, and were kept then. */
  #named = new Set<string>();
  readonly #orders = new SeenOrders();

  get size(): number {
    return this.#files.size;
  }

  has(key: string): boolean {
    this.#find(key);
    return this.#files.has(key);
  }

  get(key: string): OpenFile | undefined {
    return this.#files.get(key);
  }

  some(isMeant: (file: OpenFile) => boolean): boolean {
    return [...this.#files.values()].some(isMeant);
  }

  /**
   * Keeps a file; a second handle of one that is kept is closed.
   *
   * @param isPlaced whether it had its place among the others at the latest look
   */
  add(file: OpenFile, isPlaced = false): void {
    const key = diskKeyOf(file);
    if (this.has(key)) {
      file.bytes.close();
      return;
    }
    this.#files.set(key, file);
    if (!isPlaced) this.#named.delete(key);
  }

  /** Keeps those of the files again that were not closed since they were handed over. */
  putBack(files: readonly OpenFile[]): void {
    for (const file of files) if (!file.bytes.isGone) this.add(file, file.isVanished !== true);
  }

  /** Says which names a look found, and in what order. */
  noteNames(names: NamesOnDisk): void {
    this.#orders.add(names);
  }

  /**
   * Says how the files follow each other that are there now. What a look misses, because it was renamed meanwhile or is
   * gone, is among the others by its age, or as an earlier look saw it. A compressed file that is there and is not
   * named is being written, and closed.
   *
   * @param rotated oldest first
   * @param live the file at the live one's path, if one is there
   * @param folder that of the look
   */
  sort(rotated: readonly string[], live: string | undefined, folder: string): void {
    this.#named = new Set(live === undefined ? rotated : [...rotated, live]);
    for (const [key, { bytes, target }] of this.#files) {
      const isElsewhere = path.dirname(target) !== folder;
      if (isElsewhere || this.#named.has(key) || !bytes.isCompressed || bytes.isDeleted()) continue;
      bytes.close();
      this.#files.delete(key);
    }
    if (this.#files.size < 2) return;
    if (live !== undefined) this.#noteCopies(rotated, live);
    const [truncated, others] = [true, false].map((is) =>
      [...this.#files].filter(([, file]) => (file.isTruncated === true) === is),
    );
    const all = [...others!, ...truncated!];
    const sorted = all.filter(([key]) => this.#named.has(key) && key !== live);
    // A file that was renamed during the look is there twice: as old as it seemed first.
    const places = new Map(rotated.map((key, place) => [key, place] as const).toReversed());
    sorted.sort(([one], [other]) => places.get(one)! - places.get(other)!);
    const newest = all.filter(([key]) => key === live);
    const ageOf = createAges();
    const named = ([key, file]: Entry): NamedFile => ({ key, bornAt: ageOf(file).madeAt });
    const isBefore = (one: Entry, other: Entry, plain: readonly FileAge[]): boolean =>
      isOlder(ageOf(one[1]), ageOf(other[1]), plain, () => this.#orders.isOlder(named(one), named(other)));
    let behind = 0;
    for (const entry of all) {
      const [key] = entry;
      if (key === live) continue;
      if (!this.#named.has(key)) {
        const ages = [entry, ...sorted, ...newest].map(([, file]) => ageOf(file));
        const plain = ages.filter(({ isCompressed }) => !isCompressed);
        const place = placeOf(entry, sorted, behind, (one, other) => isBefore(one, other, plain));
        sorted.splice(place, 0, entry);
      }
      behind = Math.max(behind, sorted.indexOf(entry) + 1);
    }
    this.#files = new Map([...sorted, ...newest]);
  }

  /** Says of files how many that stood before them were deleted. */
  noteMissing(counts: ReadonlyMap<string, number>): void {
    for (const [key, missingBefore] of counts) {
      const file = this.#files.get(key);
      if (file !== undefined) this.#files.set(key, { ...file, missingBefore });
    }
  }

  /** A rotation that renames leaves none behind the live file that is younger than it: such a one is a copy of it. */
  #noteCopies(rotated: readonly string[], live: string): void {
    const file = this.#files.get(live);
    if (file === undefined || file.isTruncated === true) return;
    const others = rotated.flatMap((key) => (key === live ? [] : (this.#files.get(key)?.bytes ?? [])));
    const isCopied = others.some((bytes) => !bytes.isCompressed && bytes.bornAt() > file.bytes.bornAt());
    if (isCopied) this.#files.set(live, { ...file, isTruncated: true });
  }

  /** Hands all files over, or those of one folder, as they are on disk now, each once. */
  take(folder?: string): readonly OpenFile[] {
    const taken = [...this.#files].filter(([, { target }]) => folder === undefined || path.dirname(target) === folder);
    const files = taken.map(([key, file]) => {
      this.#files.delete(key);
      const now = { ...file, size: file.bytes.sizeOnDisk(), modifiedAt: file.bytes.modified() };
      return this.#named.has(key) ? now : { ...now, isVanished: true };
    });
    return withoutTwins(files);
  }

  /** One that was closed for a while may be found under another inode, and another one under its own, or be gone. */
  #find(key: string): void {
    const bytes = this.#files.get(key)?.bytes;
    bytes?.sizeOnDisk();
    if (bytes === undefined || (!bytes.isGone && diskKeyOf(bytes.standsAt) === key)) return;
    this.#files = new Map(
      [...this.#files].flatMap(([other, file]) => {
        if (other !== key) return [[other, file]];
        return bytes.isGone ? [] : [[diskKeyOf(bytes.standsAt), { ...file, ...bytes.standsAt }]];
      }),
    );
  }

  close(): void {
    for (const { bytes } of this.#files.values()) bytes.close();
    this.#files.clear();
  }
}

type Entry = readonly [key: string, file: OpenFile];

/**
 * Where a file is among rotated ones. They are looked at from the newest on, among which it will be: each look may read.
 *
 * @param behind the file's place, as far as its age leaves that open
 */
function placeOf(
  file: Entry,
  oldestFirst: readonly Entry[],
  behind: number,
  isBefore: (one: Entry, other: Entry) => boolean,
): number {
  const older = oldestFirst.findLastIndex((other) => isBefore(other, file));
  const newer = oldestFirst.findIndex((other, index) => index > older && isBefore(file, other));
  return Math.min(Math.max(behind, older + 1), newer < 0 ? oldestFirst.length : newer);
}
