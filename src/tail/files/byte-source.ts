import fs from 'node:fs';
import { birthOf } from '../../os/birth-time.js';
import { compressionOf } from './compression.js';
import type { Decompressor } from './decompressor.js';
import { createGunzip } from './gunzip.js';
import { createUnzstd } from './unzstd.js';

/** A physical file's content, which may be stored compressed. All positions count bytes of the uncompressed content. */
export interface ByteSource {
  /**
   * Fills `target[0, length)` from byte `position` on, and returns how many bytes it got; fewer than asked means the end
   * for now. Of a compressed file that is damaged or cut, what comes before the damage is had first, and the next read
   * throws: only a read that got no byte says that such a file is read to its end.
   *
   * In the same step `before`, which has as many bytes as a file has before `position`, or fewer, is filled with those;
   * less than 0 is returned where the file ends before `position`. A compressed file, which is not written again, leaves it
   * as it is.
   *
   * To go back within the latest read is cheap, for half lines are read again. To go back further makes a compressed
   * file begin again, which takes as long as reading it up to there.
   *
   * Throws what the system says of a failed read, or an error with `code` `Z_BUF_ERROR` (the file ends in the middle of
   * its compressed data) or `Z_DATA_ERROR` (these are damaged), whose message names the file.
   */
  read(target: Buffer, length: number, position: number, before?: Buffer): number;
  /** Whether it is stored compressed: then it does not grow. */
  readonly isCompressed: boolean;
  /** Whether the file has no name any more: it was deleted, not renamed. */
  isDeleted(): boolean;
  /** Bytes that are stored. */
  sizeOnDisk(): number;
  /**
   * Reads bytes as they are stored into `target[0, length)`, from byte `position` of the stored ones on, and returns how many it got.
   * Throws what the system says.
   */
  readStored(target: Buffer, length: number, position: number): number;
  /** Lets go of the memory that reading takes. The next read makes a compressed file begin again. */
  dropCache(): void;
  /** When the file was written to last: nanoseconds of the file system's clock. */
  modified(): bigint;
  /** When the file was made: nanoseconds since 1970; 0 where the file system does not say. */
  bornAt(): bigint;
  /** The same, where it tells the file from others (see `birthOf`). */
  birth(): bigint | undefined;
  /** Closes the descriptor. */
  close(): void;
}

/**
 * The source for an open file, which it then owns: compressed if the name ends in `.gz` or `.zst` and the first bytes are those of
 * gzip or zstd. An empty file of such a name counts as compressed, and not written yet.
 *
 * @param path the file's own name, links resolved
 */
export function openByteSource(descriptor: number, path: string): ByteSource {
  const compression = compressionOf(path);
  if (compression === undefined || !beginsWith(descriptor, compression.magic)) return new PlainFile(descriptor);
  return new CompressedFile(descriptor, () => DECOMPRESSORS[compression.name](descriptor, path));
}

const DECOMPRESSORS = { gzip: createGunzip, zstd: createUnzstd };

/** What the system says of an open file, however that is stored. */
class OpenedFile implements Omit<ByteSource, 'isCompressed' | 'read' | 'dropCache'> {
  protected readonly descriptor: number;
  /** It does not change: asked once, for there are many files to order by it. */
  #bornAt: bigint | undefined;

  constructor(descriptor: number) {
    this.descriptor = descriptor;
  }

  isDeleted(): boolean {
    return fs.fstatSync(this.descriptor).nlink === 0;
  }

  sizeOnDisk(): number {
    return fs.fstatSync(this.descriptor).size;
  }

  readStored(target: Buffer, length: number, position: number): number {
    return fs.readSync(this.descriptor, target, 0, length, position);
  }

  modified(): bigint {
    return fs.fstatSync(this.descriptor, { bigint: true }).mtimeNs;
  }

  bornAt(): bigint {
    this.#bornAt ??= fs.fstatSync(this.descriptor, { bigint: true }).birthtimeNs;
    return this.#bornAt;
  }

  birth(): bigint | undefined {
    return birthOf(fs.fstatSync(this.descriptor, { bigint: true }));
  }

  close(): void {
    fs.closeSync(this.descriptor);
  }
}

/** A file that is stored as it is. */
class PlainFile extends OpenedFile implements ByteSource {
  get isCompressed(): boolean {
    return false;
  }

  read(target: Buffer, length: number, position: number, before?: Buffer): number {
    if (before === undefined || before.length === 0) return fs.readSync(this.descriptor, target, 0, length, position);
    const start = position - before.length;
    return fs.readvSync(this.descriptor, [before, target.subarray(0, length)], start) - before.length;
  }

  dropCache(): void {}
}

/** How much of the latest read's end is kept at first, in bytes: more than most half lines. */
const LOOK_BACK = 32 * 1024;

const NOTHING = Buffer.alloc(0);

/** What is read over on the way to a position is put here. */
const skipped = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * A compressed file. Holds what decompression needs (with gzip about 40 KiB), and the end of the latest read: 32 KiB of it, or as
 * much as a read has gone back.
 */
class CompressedFile extends OpenedFile implements ByteSource {
  readonly #createDecompressor: () => Decompressor;
  /** Made when the file is read: many are opened only to be distinguished by their inodes. */
  #decompressor: Decompressor | undefined;
  /** The position of the byte that the decompressor gives next. */
  #next = 0;
  /** `#kept[0, #keptLength)` is the content just before `#next`. */
  #kept = NOTHING;
  #keptLength = 0;
  /** Where the latest read began. */
  #latest = 0;

  constructor(descriptor: number, createDecompressor: () => Decompressor) {
    super(descriptor);
    this.#createDecompressor = createDecompressor;
  }

  get isCompressed(): boolean {
    return true;
  }

  read(target: Buffer, length: number, position: number): number {
    if (position < this.#next - this.#keptLength) this.#restart(position);
    this.#latest = position;
    if (!this.#skipTo(position)) return 0;
    const keptFrom = this.#keptLength - (this.#next - position);
    const again = this.#kept.copy(target, 0, keptFrom, Math.min(this.#keptLength, keptFrom + length));
    if (again === length) return again;
    const got = again + this.#pullAfter(again, target, length);
    if (got > again) this.#keptLength = target.copy(this.#kept, 0, Math.max(0, got - this.#kept.length), got);
    return got;
  }

  dropCache(): void {
    this.#decompressor = undefined;
    this.#kept = NOTHING;
    this.#keptLength = 0;
    this.#next = 0;
  }

  #restart(position: number): void {
    const wanted = this.#next - position;
    const isHalfLine = position >= this.#latest;
    if (isHalfLine && wanted > this.#kept.length)
      this.#kept = Buffer.allocUnsafeSlow(Math.max(wanted, this.#kept.length * 2));
    this.#decompressor?.rewind();
    this.#next = 0;
    this.#keptLength = 0;
  }

  #pull(target: Buffer, from: number, to: number): number {
    if (this.#decompressor === undefined) {
      this.#decompressor = this.#createDecompressor();
      this.#kept = Buffer.allocUnsafeSlow(LOOK_BACK);
    }
    const length = this.#decompressor.pull(target, from, to);
    this.#next += length;
    return length;
  }

  /** Reads on to a position, and returns whether the content is so long. */
  #skipTo(position: number): boolean {
    while (this.#next < position) {
      this.#keptLength = 0;
      if (this.#pull(skipped, 0, Math.min(skipped.length, position - this.#next)) === 0) return false;
    }
    return true;
  }

  /** The same after `again` bytes that were kept: where it fails, those are the caller's first. */
  #pullAfter(again: number, target: Buffer, length: number): number {
    try {
      return this.#pull(target, again, length);
    } catch (error) {
      if (again === 0) throw error;
      return 0;
    }
  }
}

function beginsWith(descriptor: number, magic: Buffer): boolean {
  const first = Buffer.alloc(magic.length);
  const length = fs.readSync(descriptor, first, 0, first.length, 0);
  return magic.subarray(0, length).equals(first.subarray(0, length));
}
