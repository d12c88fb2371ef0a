import type { LogSource } from '../../record/log-source.js';
import { isFresh } from '../files/file-clock.js';
import type { LineConsumer } from '../line-consumer.js';
import { SeenBytes } from '../read/seen-bytes.js';
import { LagClock } from '../status/lag-clock.js';
import type { TailOptions } from '../tail-options.js';
import type { RememberedFile } from './file-memory.js';
import type { OpenedFile } from './find-unread.js';
import type { LogFile } from './log-file.js';
import { rememberByEnd, rememberFile } from './remember-file.js';

/** Whose lines a file holds, and who takes them. */
export interface Reading {
  readonly source: LogSource;
  readonly consumer: LineConsumer;
}

let lastKey = 0;

/**
 * Follows a file again that was read to its end, because lines came late. They are taken by a consumer of its own, so that they
 * are not put together with what the next files hold.
 *
 * @param isOpen whether the ledger has an account of the file still
 */
export function createLateFile(
  file: LogFile,
  consumer: LineConsumer,
  isOpen: boolean,
  { progress, now }: Pick<TailOptions, 'progress' | 'now'>,
): LogFile {
  const key = isOpen ? file.key : ++lastKey;
  if (!isOpen) progress.open(key, file.offset);
  const settledAs = isOpen ? file.settledAs : { offset: file.offset, lines: file.resumeState };
  const late: LogFile = { ...file, key, isLate: true, consumer, settledAs, begun: false, wasBegun: false };
  late.lag = new LagClock();
  late.followsGap = false;
  late.changedAt = now();
  watchSource(late);
  return late;
}

/** Begins to follow a file that was just opened, and says so to the ledger. Nothing of it is read yet. */
export function createLogFile(
  { source, consumer }: Reading,
  { from, size, past, start, end, bytes, device, inode, bornAt, target, followsGap }: OpenedFile,
  { progress, now, wallTime }: Pick<TailOptions, 'progress' | 'now' | 'wallTime'>,
): LogFile {
  const { offset, id, birthmark, lines, key = ++lastKey, copied } = from;
  const modified = bytes.modified();
  if (from.key === undefined) progress.open(key, offset);
  // Each name by itself: an object that is begun by a spread gets a hidden class of its own (V8 11.3, in Node.js 20).
  const file: LogFile = {
    device,
    inode,
    bornAt,
    bytes,
    target,
    followsGap,
    key,
    isLate: false,
    hasPast: past !== undefined,
    rest: undefined,
    place: undefined,
    source,
    consumer,
    id,
    birthmark: source.writtenByRuntime ? undefined : birthmark,
    resumeState: lines,
    settledAs: copied?.settledAs ?? { offset, lines },
    newSize: offset === 0 ? newSizeOf(start, size) : undefined,
    begun: false,
    wasBegun: copied !== undefined && (copied.begun || copied.wasBegun),
    offset,
    seenSize: offset,
    size: bytes.isCompressed ? offset : Math.max(size, offset),
    seen: new SeenBytes(),
    modified,
    isFresh: isFresh(modified, wallTime()),
    deletedSince: undefined,
    lag: new LagClock(),
    halfLine: 0,
    changedAt: now(),
    marks: past?.marks ?? [],
    head: start?.isWhole === true ? start.head : undefined,
    start: start?.head,
    end: end && { offset: size, fingerprint: end },
    before: knownBefore(past, bytes.isCompressed),
  };
  // What it is known by has to be known before it is written again.
  if (!bytes.isCompressed) rememberFile(file, offset, false);
  watchSource(file);
  return file;
}

/** The same of a file that was opened again, and had been read to its end before. */
export function createReopenedFile(
  reading: Reading,
  opened: OpenedFile,
  options: Pick<TailOptions, 'progress' | 'now' | 'wallTime' | 'createConsumer'>,
): LogFile {
  const consumer = options.createConsumer(reading.source);
  const late = { ...createLogFile({ ...reading, consumer }, opened, options), isLate: true };
  watchSource(late);
  return late;
}

function watchSource(file: LogFile): void {
  file.bytes.onSuspend = () => {
    file.modified = file.bytes.modified();
    return rememberByEnd(file);
  };
  file.bytes.isReadToEnd = () => file.offset + file.halfLine >= file.size;
}

function newSizeOf(start: OpenedFile['start'], size: number): number | undefined {
  if (start === undefined) return size === 0 ? 0 : undefined;
  return start.isWhole ? undefined : start.head.length;
}

/** What is there now may be something else by now; and a compressed file would have to be read again to find out. */
function knownBefore(past: RememberedFile | undefined, isCompressed: boolean): LogFile['before'] {
  if (past === undefined || (past.before.length === 0 && !isCompressed)) return undefined;
  return { offset: past.beforeAt ?? past.offset, fingerprint: past.before };
}
