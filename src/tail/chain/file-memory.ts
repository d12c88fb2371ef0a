import type { LineState } from '../../record/line-state.js';
import type { ByteSource } from '../files/byte-source.js';
import { type Fingerprint, isSame, LONGEST_HEAD } from '../files/file-identity.js';
import { diskKeyOf, type FileOnDisk, isSameFile, isSameInode } from '../files/file-on-disk.js';
import { createEvidence, type Evidence, type Identity, isSureStart, type Match, match } from '../files/identity.js';

/** A physical file of a log as it is known from before: by what to know it again, and how far it was read. */
export interface RememberedFile extends FileOnDisk {
  /** Of its first line. */
  readonly head: Fingerprint;
  /** Byte offset in the uncompressed file from which to continue. */
  readonly offset: number;
  /** Of the bytes just before `beforeAt`; of no bytes where that is not known. */
  readonly before: Fingerprint;
  /** Byte offset; left out where it is `offset`. */
  readonly beforeAt?: number;
  /** Of bytes before those, by ascending offsets; left out where there are none. */
  readonly marks?: Identity['marks'];
  /** Bytes that it was seen to have. */
  readonly size: number;
  /** Whether it was rotated away and read to its end. */
  readonly done: boolean;
  /** Names it in the ids of its records (see `fileIdOf`); left out while none was read. */
  readonly id?: string;
  /** Part of `id` (see `birthmarkOf`); left out for what a runtime wrote. */
  readonly birthmark?: string;
  /** What else it takes to continue. */
  readonly lines?: LineState;
  /** Set if a file before it may have been missed, until something of it is settled: no line continues in it. */
  readonly followsGap?: true;
  /** Names the file in the ledger while not all that was read of it is settled. */
  readonly key?: number;
  /** Among the files of its log that this podtail has read, the later the higher; left out where nothing was read. */
  readonly place?: number;
}

/** A file that was just opened, and whose past is asked for. */
interface UnknownFile extends FileOnDisk {
  readonly bytes: ByteSource;
  /** When its content changed last, in nanoseconds since 1970. */
  readonly modifiedAt?: bigint;
  /** Bytes on disk. */
  readonly size?: number;
}

/** The physical files of one log that were seen, for as long as they are there. */
export class FileMemory {
  #files: RememberedFile[];
  /**
   * Of the compressed files that were found to be what is remembered under their inodes, when their content changed last, and
   * how long it is. They do not change any more; to look into one again would take as long as reading it.
   */
  readonly #compared = new Map<string, { readonly modifiedAt: bigint; readonly size: number | undefined }>();

  constructor(files: readonly RememberedFile[]) {
    this.#files = [...files];
  }

  /** All that is remembered. */
  get files(): readonly RememberedFile[] {
    return this.#files;
  }

  /**
   * The file's past, if it has one. A file is known by its inode and its beginning; where its inode is another, because
   * it was compressed or copied meanwhile, by its beginning and the bytes before the offset. A reused inode with another
   * beginning, and a file that was written again, are not known. Throws what reading the file throws.
   *
   * @param isElsewhere whether another file was found to be the one that is remembered: files may begin alike
   * @param mayBeCopy whether a file may be a copy of the remembered one that was made before more was written to that; not
   *   given: it is none, since it is live
   */
  recall(
    file: UnknownFile,
    isElsewhere: (past: RememberedFile) => boolean = () => false,
    mayBeCopy?: (past: RememberedFile) => boolean,
  ): RememberedFile | undefined {
    const isPlace = this.#findInPlace(file);
    const known =
      isPlace ?? (this.#isCompared(file) ? undefined : findKnown(this.#files, file, isElsewhere, mayBeCopy));
    if (known === undefined) {
      this.#compared.delete(diskKeyOf(file));
      return undefined;
    }
    return this.#move(known, file);
  }

  /**
   * The past of the copy of a file that is gone: by the copy's inode or that of the file, or by its content; where nothing is
   * remembered of it, what was known when it was copied. Undefined where the copy is not what it was made of. Throws what reading
   * the copy throws.
   */
  recallCopy(copy: UnknownFile, origin: RememberedFile): RememberedFile | undefined {
    const known =
      this.#findInPlace(copy) ??
      this.#files.find((past) => isSameFile(past, origin) && isKnown(past, copy)) ??
      findKnown(this.#files, copy, () => false);
    if (known !== undefined) return this.#move(known, copy);
    if (!isKnown(origin, copy)) return undefined;
    this.#files.push(origin);
    return this.#move(origin, copy);
  }

  #move(known: RememberedFile, file: UnknownFile): RememberedFile {
    const { device, inode, bornAt } = file;
    this.#setCompared(file);
    // From now on it is known by where it is now, so that it need not be read through again. Another one that had this
    // inode has it no more: it may be there under another one, compressed.
    const moved = { ...known, device, inode, bornAt };
    this.#files = this.#files.map((past) => {
      if (past === known) return moved;
      return isSameInode(past, file) ? { ...past, ...NOWHERE } : past;
    });
    return moved;
  }

  /** Whether a file is for sure the one that is remembered under its inode. Throws what reading the file throws. */
  isInPlace(file: UnknownFile): boolean {
    const known = this.#findInPlace(file);
    if (known === undefined) return false;
    return !isHardlyRead(known) || (known.bornAt !== undefined && known.bornAt === file.bornAt);
  }

  #findInPlace(file: UnknownFile): RememberedFile | undefined {
    const isCompared = this.#isCompared(file);
    const known = this.#files.find((past) => isSameFile(past, file) && (isCompared || isKnown(past, file)));
    if (known !== undefined) this.#setCompared(file);
    return known;
  }

  #setCompared({ bytes, modifiedAt, size, ...file }: UnknownFile): void {
    if (bytes.isCompressed && modifiedAt !== undefined) this.#compared.set(diskKeyOf(file), { modifiedAt, size });
    else this.#compared.delete(diskKeyOf(file));
  }

  #isCompared({ modifiedAt, size, ...file }: UnknownFile): boolean {
    const compared = this.#compared.get(diskKeyOf(file));
    // Two files may have had the inode within one tick of the clock of files.
    return modifiedAt !== undefined && compared?.modifiedAt === modifiedAt && compared.size === size;
  }

  /** Remembers a file, in place of what was known under its inode, but for what is in flight of that. */
  remember(file: RememberedFile): void {
    const isAnother = (past: RememberedFile): boolean => past.key !== undefined && past.key !== file.key;
    if (!this.#files.some((past) => isSameInode(past, file))) {
      this.#files.push(file);
      return;
    }
    this.#files = this.#files
      .filter((past) => !isSameInode(past, file) || isAnother(past))
      .map((past) => (isSameInode(past, file) ? { ...past, ...NOWHERE } : past));
    this.#files.push(file);
  }

  /** A compressed file of that id is open: what else is remembered under its inode had that before. */
  displace(file: FileOnDisk, id: string | undefined): void {
    const isAnother = (past: RememberedFile): boolean => past.id !== undefined && past.id !== id;
    this.#files = this.#files.map((past) => {
      return isSameInode(past, file) && isAnother(past) ? { ...past, ...NOWHERE } : past;
    });
  }

  /** Remembers one file more, which is nowhere. */
  keep(file: RememberedFile): void {
    this.#files.push(file);
  }

  /** Remembers something else of a file that is remembered. */
  replace(past: RememberedFile, file: RememberedFile): void {
    const index = this.#files.indexOf(past);
    if (index >= 0) this.#files[index] = file;
  }

  /** Forgets the files that are there no more, and returns them: what is remembered is bounded by what is there. */
  keepOnly(isThere: (file: RememberedFile) => boolean): RememberedFile[] {
    const gone = this.#files.filter((file) => !isThere(file));
    this.#files = this.#files.filter(isThere);
    for (const file of gone) this.#compared.delete(diskKeyOf(file));
    return gone;
  }
}

/** No file has this inode, which Linux leaves out. */
export const NOWHERE: FileOnDisk = { device: 0n, inode: 0n, bornAt: undefined };

/** Bytes that an application may write at the start of each file. */
export const LONGEST_BANNER = 1024;

/** Bytes of content that are decompressed to find out how long a file is of which little else is known. */
const MOST_COUNTED = 256 * 1024;

/** Whether so little is known of a file that another one of the same application may begin with it. */
export function isHardlyRead(file: RememberedFile): boolean {
  return knownTo(file) < LONGEST_BANNER;
}

/** Whether it was compressed when it was passed over: its offset and its size are those on disk, and nothing of its end is known. */
export function wasPassedOver({ done, offset, before }: RememberedFile): boolean {
  return done && offset > 0 && before.length === 0;
}

/** Whether that is the file which was seen before, where it was, or compressed or copied. Throws what reading it throws. */
export function isKnown(past: RememberedFile, file: UnknownFile): boolean {
  return compare(past, file, createEvidence(file.bytes, [identityOf(past, file)])) === 'same';
}

/** How a file compares with one that was seen before. Throws what reading it throws. */
function compare(past: RememberedFile, file: UnknownFile, evidence: Evidence): Match {
  // Nothing was read of a file that was empty, and another one may have its inode by now.
  if (past.head.length === 0) return 'different';
  if (!isSameFile(past, file) && past.before.length === 0 && past.offset > 0) return 'different';
  const found = match(identityOf(past, file), evidence);
  if (found !== 'same' || !file.bytes.isCompressed || wasPassedOver(past) || !mayBeginAlike(past)) return found;
  return holdsAsMuch(past, file.bytes) ? 'same' : 'different';
}

/** Where it is where it was, the latest bytes that were read say enough. */
function identityOf(past: RememberedFile, file: FileOnDisk): Identity {
  const { head, before, marks = [] } = past;
  const latest = { at: knownTo(past), fingerprint: before };
  if (latest.at > 0 && isSameFile(past, file)) return { head, marks: [latest] };
  const others = marks.filter(({ at }) => at !== latest.at);
  return { head, marks: [...others, latest].toSorted((one, other) => one.at - other.at) };
}

/** Whether another file of the same application may begin with all that is known of it. */
function mayBeginAlike(past: RememberedFile): boolean {
  return !hasTimes(past) && isHardlyRead(past);
}

/** Whether each line has its time, since a container runtime wrote it. */
function hasTimes({ id, birthmark }: RememberedFile): boolean {
  return id !== undefined && birthmark === undefined;
}

/**
 * The first of those that the file is known as, unless that is elsewhere. A compressed file is read through once for
 * all of them, which is what takes the time. Throws what reading it throws, where none is found before that.
 */
export function findKnown(
  pasts: readonly RememberedFile[],
  file: UnknownFile,
  isElsewhere: (past: RememberedFile) => boolean,
  mayBeCopy?: (past: RememberedFile) => boolean,
): RememberedFile | undefined {
  const found = new Map<RememberedFile, Match>();
  // There may be many, of which few begin alike.
  const start = createEvidence(file.bytes, []);
  const alike = pasts.filter(({ head }) => head.length > 0 && isSame(start.before(head.length, head.length), head));
  const evidence = createEvidence(
    file.bytes,
    alike.map((past) => identityOf(past, file)),
  );
  try {
    for (const past of alike.toSorted((one, other) => knownTo(one) - knownTo(other))) {
      found.set(past, compare(past, file, evidence));
    }
  } catch (error) {
    if (![...found.values()].includes('same')) throw error;
  }
  return (
    alike.find((past) => found.get(past) === 'same' && !isElsewhere(past)) ??
    alike.find((past) => {
      const isCopy =
        mayBeCopy !== undefined && found.get(past) === 'prefix' && (isSurePrefix(past, file.bytes) || mayBeCopy(past));
      return isCopy && !isElsewhere(past);
    })
  );
}

/**
 * Whether a file that ends within what was read of another one is surely the beginning of that. What a runtime writes has times, but
 * Docker's are at the ends of lines: the head of a long line has none, and files that begin with pieces of equal lines have
 * the same. Applications begin files alike, but not for long.
 */
function isSurePrefix(past: RememberedFile, bytes: ByteSource): boolean {
  if (hasTimes(past) && past.head.length < LONGEST_HEAD) return true;
  return isSureStart(bytes, past.marks ?? [], LONGEST_BANNER);
}

/** Where the bytes end by which a file is known, besides its head. */
function knownTo({ offset, beforeAt = offset }: RememberedFile): number {
  return beforeAt;
}

const rest = Buffer.alloc(2);

/** Whether a compressed file has as many bytes as were seen, or just as many where all was read; a damaged one may have. */
function holdsAsMuch({ size, done }: RememberedFile, bytes: ByteSource): boolean {
  if (size > MOST_COUNTED) return true;
  try {
    const length = bytes.read(rest, rest.length, Math.max(0, size - 1));
    return done ? length === 1 : length >= 1;
  } catch {
    return true;
  }
}
