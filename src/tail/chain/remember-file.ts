import {
  type Fingerprint,
  hashBefore,
  LONGEST_HEAD,
  NO_BYTES,
  readLongStart,
  readStart,
  sameHead,
} from '../files/file-identity.js';
import { addFirstLineMark, marksAtLineEnds } from '../files/identity.js';
import { isRewritten } from '../read/read-file.js';
import { isHardlyRead, NOWHERE, type RememberedFile } from './file-memory.js';
import type { LogFile } from './log-file.js';

type Draft = { -readonly [Key in keyof RememberedFile]: RememberedFile[Key] };

/** The same file, settled less far: up to `offset`, from where `lines` continue. */
export function settledTo(
  known: RememberedFile,
  { offset, lines }: Pick<RememberedFile, 'offset' | 'lines'>,
): RememberedFile {
  if (offset === known.offset && lines === undefined) return known;
  const settled: Draft = Object.assign({}, known);
  settled.offset = offset;
  if (lines !== undefined) settled.lines = lines;
  if (offset !== known.offset) settled.beforeAt = known.beforeAt ?? known.offset;
  return settled;
}

/**
 * Takes note of the last lines of a short file: rotation may copy or compress it while lines come, so that what is made of it ends
 * before what was read.
 */
export function noteLineEnds(file: LogFile): void {
  const { bytes, offset, marks } = file;
  if (bytes.isCompressed || bytes.suspendedAs !== undefined || bytes.isGone) return;
  const latest = marks.at(-1)?.at ?? 0;
  const isOutdated = latest < LONGEST_HEAD && latest !== offset;
  if (isOutdated && offset <= LONGEST_HEAD && !isRewritten(file)) file.marks = marksAtLineEnds(bytes, offset);
}

/** What there is to say of an open file, so that it is known again: it is settled up to `offset`. */
export function rememberFile(file: LogFile, offset: number, done: boolean): RememberedFile {
  const { suspendedAs, standsAt, isGone } = file.bytes;
  // Another file may have the inode of one that is gone.
  if (suspendedAs?.offset === offset) return { ...suspendedAs, ...(isGone ? NOWHERE : {}), done };
  const { device, inode, bornAt } = standsAt;
  const { size } = file;
  // No spread: thousands are made a second, and in Node.js 20 each that continues behind one gets a hidden class of its own.
  const known: Draft = {
    device,
    inode,
    bornAt,
    head: headOf(file),
    offset,
    before: beforeOf(file, offset),
    size,
    done,
  };
  const { id, birthmark, marks } = file;
  if (id !== undefined) known.id = id;
  if (birthmark !== undefined) known.birthmark = birthmark;
  if (marks.length > 0) known.marks = marks;
  if (file.followsGap && offset === 0) known.followsGap = true;
  return known;
}

/**
 * What a file is to be known by beside others of the same log: where hardly anything was read of it, so that the others
 * may begin alike, by the end of what is in it now. Of a compressed one nobody knows the end.
 */
export function rememberByEnd(file: LogFile): RememberedFile {
  const known = rememberFile(file, file.offset, false);
  const { bytes } = file;
  if (!isHardlyRead(known) || bytes.isCompressed || bytes.suspendedAs !== undefined) return known;
  const size = bytes.sizeOnDisk();
  const before = hashBefore(bytes, size);
  const marks = known.marks ?? marksAtLineEnds(bytes, size);
  return isRewritten(file) ? known : { ...known, before, beforeAt: size, marks };
}

/**
 * By what other files are told from one that is being read. A compressed one of which hardly anything was read is known by
 * its inode alone: rotation makes nothing else of it.
 */
export function identifyOpen(file: LogFile): RememberedFile {
  const known = rememberByEnd(file);
  return file.bytes.isCompressed && isHardlyRead(known) ? { ...known, head: NO_BYTES } : known;
}

/**
 * What there is to say of a file that was written again just now, by what was read of it: what was in it may be there as a copy.
 * Nothing of its head is known where its first line was never whole.
 */
export function rememberTruncated(file: LogFile): RememberedFile {
  const { device, inode, head, offset, before, seen, size, resumeState } = file;
  const known = seen.isEmpty && before?.offset === offset ? before.fingerprint : seen.fingerprint;
  return {
    device,
    inode,
    head: head ?? NO_BYTES,
    offset,
    before: known,
    size,
    done: false,
    ...namesOf(file),
    ...marksOf(file),
    ...(resumeState === undefined ? {} : { lines: resumeState }),
  };
}

function marksOf({ marks }: LogFile): Pick<RememberedFile, 'marks'> {
  return marks.length === 0 ? {} : { marks };
}

function namesOf({ id, birthmark }: LogFile): Pick<RememberedFile, 'id' | 'birthmark'> {
  return { ...(id === undefined ? {} : { id }), ...(birthmark === undefined ? {} : { birthmark }) };
}

/** The fingerprint of the first line as it was found, which does not change once that is whole. Throws what reading throws. */
function headOf(file: LogFile): Fingerprint {
  if (file.head !== undefined) return file.head;
  const { head, isWhole } = readStart(file.bytes);
  if (file.start !== undefined && !sameHead(file.start, file.bytes)) return file.start;
  if (!isWhole) return head;
  file.head = head;
  if (head.length >= LONGEST_HEAD && !file.bytes.isCompressed)
    file.marks = addFirstLineMark(file.marks, readLongStart(file.bytes));
  return head;
}

/** To look back in a compressed file means to read it from its start, so of such a file only what is known is said. */
function beforeOf(file: LogFile, offset: number): Fingerprint {
  if (file.before?.offset === offset) return file.before.fingerprint;
  if (file.bytes.isCompressed) return offset === file.offset ? file.seen.fingerprint : NO_BYTES;
  const isJustTaken = offset === file.offset && offset > 0;
  // Docker writes a time of nanoseconds at each line's end, which tells this place from others: it need not be read again.
  if (isJustTaken && file.source.containerId !== undefined && file.seen.reaches(offset)) {
    file.before = { offset, fingerprint: file.seen.fingerprint };
    return file.before.fingerprint;
  }
  const fingerprint = hashBefore(file.bytes, offset);
  // Written again, and not looked at since: what is there now says nothing of what was read.
  if (isJustTaken && isRewritten(file)) return file.seen.fingerprint;
  file.before = { offset, fingerprint };
  return fingerprint;
}
