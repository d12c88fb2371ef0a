import { hash as hashAtOnce } from 'node:crypto';
import type { ByteSource } from './byte-source.js';

/** Some bytes of a file's uncompressed content, by which it is known again when its name and its inode are others. */
export interface Fingerprint {
  /** How many bytes. */
  readonly length: number;
  /** The first 16 bytes of their SHA-256, in hexadecimal: 128 bits distinguish log files that nobody forged. */
  readonly hash: string;
}

/** A fingerprint of nothing. */
export const NO_BYTES: Fingerprint = { length: 0, hash: '' };

/** The most bytes that a fingerprint is taken of. */
const LONGEST = 1024;
/** The length of a head that may be of a part of the first line. */
export const LONGEST_HEAD: number = LONGEST;

const scratch = Buffer.allocUnsafeSlow(LONGEST);

/**
 * The fingerprint of the first line with its newline, or of the first 1,024 bytes of a longer one. Where the newline is
 * not there yet, it is of what there is; of an empty file, its length is 0. Throws what `source.read` throws.
 */
export function readHead(source: ByteSource): Fingerprint {
  return hashOf(readLine(source));
}

/** The same of a file that begins with these bytes. */
export function headOf(start: Buffer): Fingerprint {
  return hashOf(firstLineIn(start.subarray(0, LONGEST)));
}

/** What a file begins with. */
export interface FileStart {
  /** Of its first line. */
  readonly head: Fingerprint;
  /** Whether that does not change any more, however much is written to the file. */
  readonly isWhole: boolean;
}

/** Reads what a file begins with, in one step. Throws what `source.read` throws. */
export function readStart(source: ByteSource): FileStart {
  const line = readLine(source);
  return { head: hashOf(line), isWhole: line.length === LONGEST || endsLine(line) };
}

/**
 * The most bytes of a first line that tell its file from others. It is more than Docker writes in a line of 16 KiB, of which each byte may
 * take six, with labels: its time is at the end.
 */
export const LONGEST_FIRST_LINE: number = 256 * 1024;

/**
 * The fingerprint of all of the first line, in whose end Docker writes the time, or of its first 256 KiB. Where its newline
 * is not there yet, it is of what there is. Throws what `source.read` throws.
 */
export function readFirstLine(source: ByteSource): Fingerprint {
  const start = readLine(source);
  if (start.length < LONGEST || endsLine(start)) return hashOf(start);
  return firstLineOf(readLongStart(source));
}

/** Shared: looks at many files would fill the memory with such buffers before they are collected. */
let longStart: Buffer | undefined;

/**
 * Reads as much of a file as a first line may be long, or all of a shorter one. What it returns is good until the next call. Throws
 * what `source.read` throws.
 */
export function readLongStart(source: ByteSource): Buffer {
  longStart ??= Buffer.allocUnsafeSlow(LONGEST_FIRST_LINE);
  const start = longStart;
  return start.subarray(0, Math.max(0, source.read(start, start.length, 0)));
}

/** The same of a file that begins with these bytes. */
export function firstLineOf(start: Buffer): Fingerprint {
  return hashOf(firstLineIn(start.subarray(0, LONGEST_FIRST_LINE)));
}

/** The first line as far as it is in the first bytes, in `scratch`. */
function readLine(source: ByteSource): Buffer {
  return firstLineIn(scratch.subarray(0, source.read(scratch, LONGEST, 0)));
}

function endsLine(bytes: Buffer): boolean {
  return bytes.at(-1) === NEWLINE;
}

function firstLineIn(start: Buffer): Buffer {
  const newline = start.indexOf(NEWLINE);
  return newline === -1 ? start : start.subarray(0, newline + 1);
}

/**
 * Whether a file begins with the bytes whose fingerprint was saved. So a file whose first line was only half there when
 * it was saved is known again now that it has grown. Any file begins with no bytes: a saved length of 0 says nothing.
 * Throws what `source.read` throws.
 */
export function sameHead(saved: Fingerprint, source: ByteSource): boolean {
  if (saved.length > LONGEST) return false;
  return isSame(saved, fingerprint(source.read(scratch, saved.length, 0)));
}

/**
 * The fingerprint of the 1,024 bytes just before `offset`, or of as many as there are: fewer than `offset` would allow
 * where the file ends before it. Throws what `source.read` throws.
 *
 * @param most bytes to take, if fewer are wanted
 */
export function hashBefore(source: ByteSource, offset: number, most: number = LONGEST): Fingerprint {
  const length = Math.min(offset, most, LONGEST);
  return fingerprint(source.read(scratch, length, offset - length));
}

/** Whether the bytes whose fingerprint was saved are just before `offset` still; no bytes do. Throws what `source.read` throws. */
export function standsBefore(saved: Fingerprint, source: ByteSource, offset: number): boolean {
  return saved.length === 0 || isSame(saved, hashBefore(source, offset, saved.length));
}

/** The fingerprint of bytes that were read before: at most 1,024. */
export function fingerprintOf(bytes: Uint8Array): Fingerprint {
  const length = Math.min(bytes.length, LONGEST);
  scratch.set(bytes.subarray(0, length));
  return fingerprint(length);
}

/** Whether two fingerprints are of the same bytes. */
export function isSame(one: Fingerprint, other: Fingerprint): boolean {
  return one.length === other.length && one.hash === other.hash;
}

const HASH_DIGITS = 32;
const NEWLINE = 0x0a;

/** Of the first bytes in `scratch`. */
function fingerprint(length: number): Fingerprint {
  return hashOf(scratch.subarray(0, length));
}

function hashOf(bytes: Uint8Array): Fingerprint {
  const hash = hashAtOnce('sha256', bytes, 'hex').slice(0, HASH_DIGITS);
  return { length: bytes.length, hash };
}
