import { hashBefore, NO_BYTES, readHead, sameHead, standsBefore } from '../files/file-identity.js';
import { createEvidence, match } from '../files/identity.js';
import { isKnown, LONGEST_BANNER } from './file-memory.js';
import type { OpenFile } from './open-file.js';

/** Whether the file begins with all that is in the other one. */
function beginsWith(file: OpenFile, { bytes, size, ...part }: OpenFile): boolean {
  try {
    const known = { ...part, head: readHead(bytes), offset: size, before: hashBefore(bytes, size), size, done: false };
    return isKnown(known, file);
  } catch {
    // Of what cannot be read, nobody knows.
    return false;
  }
}

/** Whether all that is in the file is at the beginning of the other one, or the other way round. */
export function areAlike(file: OpenFile, { bytes, size }: OpenFile): boolean {
  try {
    const marks = [1, 2, 3].map((quarter) => {
      const at = Math.floor((size * quarter) / 4);
      return { at, fingerprint: hashBefore(bytes, at) };
    });
    const end = { at: size, fingerprint: hashBefore(bytes, size) };
    const identity = { head: readHead(bytes), marks: [...marks, end] };
    return match(identity, createEvidence(file.bytes, [identity])) !== 'different';
  } catch {
    return false;
  }
}

/** Whether what stood in the file at a log's path when it was opened is there still. */
export function isAsOpened({ bytes, size, start, end = NO_BYTES }: OpenFile): boolean {
  if (start === undefined) return true;
  return bytes.sizeOnDisk() >= size && sameHead(start.head, bytes) && standsBefore(end, bytes, size);
}

/**
 * Whether the live file was just being copied to that one, and will be truncated (logrotate's `copytruncate`): what is in
 * the copy is still in the live file. Where the times leave it open, an application may have begun the live file as it
 * began the other one.
 */
export function isBeingCopied(live: OpenFile, copy: OpenFile): boolean {
  const [copiedAt, bornAt] = [copy.bytes.bornAt(), live.bytes.bornAt()];
  if (copy.bytes.isCompressed || live.bytes.isCompressed || bornAt === 0n || copiedAt < bornAt) return false;
  const size = copy.bytes.sizeOnDisk();
  // The clock of files stands still for some milliseconds, in which a log may be rotated.
  if (size === 0) return copiedAt > bornAt;
  // Who renames a file makes the next one after it; who copies it made the live one first.
  const isSure = copiedAt > bornAt || live.bytes.modified() <= copy.bytes.modified() || size > LONGEST_BANNER;
  return isSure && beginsWith(live, { ...copy, size });
}
