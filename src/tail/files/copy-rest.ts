import fs from 'node:fs';
import type { RememberedFile } from '../chain/file-memory.js';
import type { ByteSource } from './byte-source.js';
import { compressionIn } from './compression.js';
import { LONGEST_HEAD, readLongStart } from './file-identity.js';
import { type Range, restRanges } from './rest-ranges.js';

const STEP = 256 * 1024;
const NEWLINE = 0x0a;
/** What the name of a copy ends in that is not compressed. */
const PLAIN = '.log';

/** What has to be copied of an open file, so that what was not settled of it can be read later. */
export interface RestPlan {
  /** What the name of the copy has to end in. */
  readonly extension: string;
  /** Of the bytes as they are stored. */
  readonly ranges: readonly Range[];
  /** All of them together. */
  readonly bytes: number;
}

/**
 * Plans the copy of a file. A compressed one, in which nothing can be left out, is copied as it is. Throws what reading throws.
 *
 * @param known by what the file is known, and how far it is settled
 * @param end byte offset in the uncompressed file behind which nothing is wanted; its end, if not given
 */
export function planRest(source: ByteSource, known: RememberedFile, end = Number.POSITIVE_INFINITY): RestPlan {
  const size = source.sizeOnDisk();
  const ranges = source.isCompressed
    ? [{ from: 0, to: size }]
    : restRanges(known, startOf(source), Math.min(size, end));
  const bytes = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  return { extension: source.isCompressed ? extensionOf(source) : PLAIN, ranges, bytes };
}

/** Copies what is planned; what lies between is left as a hole. Throws what the system says, and where the file is shorter by now. */
export function copyRest(source: ByteSource, { ranges }: RestPlan, descriptor: number): void {
  const buffer = Buffer.allocUnsafe(STEP);
  for (const { from, to } of ranges) {
    for (let at = from; at < to; ) {
      const length = source.readStored(buffer, Math.min(STEP, to - at), at);
      if (length === 0) throw new Error(`it ends at byte ${at}, and had ${to} bytes before`);
      for (let written = 0; written < length; ) {
        written += fs.writeSync(descriptor, buffer, written, length - written, at + written);
      }
      at += length;
    }
  }
}

/** How long the beginning is by which a file is known. */
function startOf(source: ByteSource): number {
  return Math.max(LONGEST_HEAD, readLongStart(source).indexOf(NEWLINE) + 1);
}

function extensionOf(source: ByteSource): string {
  const start = Buffer.alloc(LONGEST_MAGIC);
  source.readStored(start, start.length, 0);
  return compressionIn(start)?.extension ?? PLAIN;
}

const LONGEST_MAGIC = 4;
