import { growReadCapacity, type RecordBlock } from '../../record/record-block.js';
import type { LogFile } from '../chain/log-file.js';
import { firstLineOf, headOf, readFirstLine, sameHead, standsBefore } from '../files/file-identity.js';
import { addFirstLineMark, addLineEnds, addMark } from '../files/identity.js';
import type { TailOptions } from '../tail-options.js';
import { birthmarkOf, fileIdOf, newBirthmark } from './file-id.js';

const NEWLINE = 0x0a;

const probe = Buffer.alloc(1);

/**
 * How a read ended: at the file's end for now, or with more to read, or with nothing taken because what was read before
 * is in the file no more.
 */
export type ReadResult = 'end' | 'more' | 'rewritten';

/**
 * Reads on in a file, up to the block's read capacity, and gives the lines to the file's consumer. A half line at the
 * end is left in the file, to be read again when it is whole: nothing of it is kept in memory. Throws what the system
 * says of a failed read.
 *
 * @param now milliseconds of the tailer's clock
 */
export function readFile(
  file: LogFile,
  { block, longestRead, counters }: Pick<TailOptions, 'block' | 'longestRead' | 'counters'>,
  now: number,
): ReadResult {
  const { seen, bytes } = file;
  // What is written from now on to a file that is new is not read before it was looked for copies, either.
  const wanted = Math.min(block.readCapacity, file.newSize ?? block.readCapacity);
  const length = bytes.read(block.bytes, wanted, file.offset, bytes.isCompressed ? undefined : seen.room);
  if (bytes.isGone) return 'end';
  if (length < 0 || (seen.isEmpty ? isRewritten(file) : !bytes.isCompressed && !seen.isUnchanged)) return 'rewritten';
  const isFull = length === block.readCapacity;
  if (file.offset + length !== file.seenSize) file.changedAt = now;
  file.seenSize = file.offset + length;
  file.size = Math.max(file.size, file.seenSize);
  // A hole is at the file's start, where it is longer than what is read at once.
  const nuls = file.begun ? 0 : nulsAtStart(block, length);
  counters.skippedNulBytes += nuls;
  const taken = nuls > 0 ? nuls : takeLines(file, block, length);
  advance(file, block, taken);
  file.halfLine = isFull ? 0 : length - taken;
  // A compressed file says only when nothing more can be had of it that it is at its end, or damaged.
  if (!isFull && taken === 0 && file.bytes.isCompressed) file.bytes.read(probe, 1, file.seenSize);
  if (!isFull && (taken === 0 || !file.bytes.isCompressed)) return 'end';
  if (isFull && taken === 0) readLongLine(file, block, longestRead, length);
  return 'more';
}

/**
 * Whether a file was written again since it was read, or opened, though it may be longer than it was. One that is closed
 * for a while is not opened for that. Throws what the system says of a failed read.
 */
export function isRewritten({ bytes, start, head = start, end, before, offset, seen, size }: LogFile): boolean {
  if (bytes.isCompressed || bytes.suspendedAs !== undefined) return false;
  if (!seen.isEmpty) return bytes.read(probe, 0, offset, seen.room) < 0 || !seen.isUnchanged;
  if (bytes.sizeOnDisk() < size) return true;
  if (head !== undefined && !sameHead(head, bytes)) return true;
  return [end, before].some((known) => known !== undefined && !standsBefore(known.fingerprint, bytes, known.offset));
}

/** Whether something was written to a file of which no line was whole when it was opened, and is not looked for yet. */
export function hasBegun({ bytes, newSize }: LogFile): boolean {
  return newSize !== undefined && bytes.sizeOnDisk() > newSize;
}

/**
 * Ships the half line at the file's end as it is now, because its rest did not come in time, or cannot come. Returns how
 * many bytes that took.
 *
 * @param isLast whether its rest cannot come
 */
export function finishHalfLine(file: LogFile, block: RecordBlock, isLast = true): number {
  if (file.halfLine === 0) return 0;
  beginOnce(file);
  const wanted = Math.min(file.halfLine, block.readCapacity);
  const length = file.bytes.read(block.bytes, wanted, file.offset);
  if (length > 0 && !file.consumer.takeHalfLine(length, file.offset, isLast)) return 0;
  advance(file, block, length);
  file.halfLine = 0;
  return length;
}

/** Ships what its rest did not follow in time. Returns how many bytes of a half line that took. */
export function shipOverdue(file: LogFile, options: Pick<TailOptions, 'block' | 'now' | 'partialTimeout'>): number {
  const before = options.now() - options.partialTimeout;
  const length = file.halfLine > 0 && file.changedAt <= before ? finishHalfLine(file, options.block, false) : 0;
  if (file.consumer.hasPartialLine) file.consumer.flushPartialLines(before);
  return length;
}

/**
 * How many NULs are in front of the next line, where the line does not follow them within what was read: a truncation left them,
 * and its writer continues behind its old end. Those before a line are the decoder's matter.
 */
function nulsAtStart(block: RecordBlock, length: number): number {
  if (length === 0 || block.bytes[0] !== 0 || block.bytes.subarray(0, length).includes(NEWLINE)) return 0;
  let count = 0;
  while (count < length && block.bytes[count] === 0) count++;
  return count;
}

/** A file is begun when a line of it is whole, since its first line names it. */
function takeLines(file: LogFile, block: RecordBlock, length: number): number {
  if (length === 0) return 0;
  if (!file.begun) {
    const bytes = block.bytes.subarray(0, length);
    if (bytes.indexOf(NEWLINE) < 0) return 0;
    beginOnce(file, bytes);
  }
  return file.consumer.take(length, file.offset);
}

/** Begins the file again, from its first byte. */
export function restartFile(file: LogFile): void {
  file.offset = 0;
  file.seenSize = 0;
  file.size = 0;
  file.seen.clear();
  file.lag.reset();
  file.halfLine = 0;
  file.begun = false;
  file.wasBegun = false;
  file.id = undefined;
  if (file.birthmark !== undefined) file.birthmark = newBirthmark();
  file.resumeState = undefined;
  file.settledAs = { offset: 0, lines: undefined };
  file.head = undefined;
  file.start = undefined;
  file.end = undefined;
  file.before = undefined;
  file.marks = [];
}

/** The first `length` bytes of the block were taken. */
function advance(file: LogFile, block: RecordBlock, length: number): void {
  if (length === 0) return;
  // What a runtime writes has times, by which a copy is known in any case.
  if (!file.source.writtenByRuntime) file.marks = addLineEnds(file.marks, block.bytes.subarray(0, length), file.offset);
  file.offset += length;
  file.newSize = undefined;
  file.seen.add(block.bytes, length);
  file.marks = addMark(file.marks, file.offset, () => file.seen.fingerprint);
}

/** @param next what was read at the file's offset, with a newline in it: the file may have been written again since */
function beginOnce(file: LogFile, next?: Buffer): void {
  if (file.begun) return;
  const { source, inode, bytes, offset } = file;
  const start = offset === 0 ? next : undefined;
  if (start !== undefined) {
    file.head ??= headOf(start);
    file.marks = addFirstLineMark(file.marks, start);
  }
  if (!source.writtenByRuntime) file.birthmark ??= birthmarkOf({ inode, bornAt: bytes.bornAt() });
  file.id ??= fileIdOf(source, start === undefined ? readFirstLine(bytes) : firstLineOf(start), file.birthmark);
  file.consumer.beginFile(file.key, file.offset, file.id, file.resumeState);
  file.begun = true;
}

/** Makes room for a line that fills the whole block, or cuts it when it may not be longer. */
function readLongLine(file: LogFile, block: RecordBlock, longestRead: number, length: number): void {
  if (block.readCapacity < longestRead) {
    growReadCapacity(block, longestRead);
    return;
  }
  beginOnce(file);
  file.consumer.takeLineTooLong(length, file.offset);
  advance(file, block, length);
}
