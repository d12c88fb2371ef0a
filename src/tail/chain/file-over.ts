import { millisecondsSince } from '../files/file-clock.js';
import { isOver, QUIET_AFTER_ROTATION, type ReadFile } from './end-of-file.js';
import type { FileChain } from './file-chain.js';
import type { LogFile } from './log-file.js';

interface PathState extends Pick<ReadFile, 'isGone' | 'isMissing'> {
  /** Milliseconds of the tailer's clock. */
  readonly now: number;
  /** Milliseconds since 1970. */
  wallTime(): number;
}

/** Whether no byte can come any more to the oldest file of a chain, which was read as far as it goes. */
export function isFileOver(file: LogFile, chain: FileChain, { now, wallTime, ...path }: PathState): boolean {
  // What comes later still is seen while it lingers.
  if (file.isLate) return file.halfLine === 0 || now - file.changedAt >= QUIET_AFTER_ROTATION;
  const next = chain.files[1];
  // Nobody writes to what podtail saved; but a line that is begun at its end may continue in the next file.
  if (file.rest !== undefined)
    return next !== undefined || !file.consumer.hasPartialLine || now - file.changedAt >= QUIET_AFTER_ROTATION;
  // Dockerd closes a file before it makes the next one.
  const isFinal = file.bytes.isCompressed || file.source.containerId !== undefined;
  const seenQuiet = now - file.changedAt;
  const asksDisk = next !== undefined && !isFinal && seenQuiet < QUIET_AFTER_ROTATION;
  return isOver({
    ...path,
    quiet: asksDisk ? Math.max(seenQuiet, quietOnDisk(file, next, wallTime())) : seenQuiet,
    hasNewer: next !== undefined,
    isFinal,
    isAwaited: () => chain.isAwaited(file),
    // One of which rotation made a compressed file is deleted, too, and others may have followed it.
    isDeleted: () => file.bytes.isDeleted() && !chain.hasFilesOnDisk(),
  });
}

/**
 * For how many milliseconds nobody has written to a file since the next one was made, as the disk says: many that were rotated
 * away long ago need not each be waited for. None where that is not known, or a file that is closed for a while would be opened.
 */
function quietOnDisk({ bytes }: LogFile, next: LogFile, wallTime: number): number {
  if (bytes.suspendedAs !== undefined || next.bytes.suspendedAs !== undefined) return 0;
  const bornAt = next.bytes.bornAt();
  if (bornAt === 0n) return 0;
  const modified = bytes.modified();
  return millisecondsSince(bornAt > modified ? bornAt : modified, wallTime);
}

/**
 * Whether the rest of a line that was begun may be in a file that rotation made since, though nothing is at the path yet.
 * Not at once: a rotation may be half done, and what it hides would be missed.
 */
export function mayGoOnElsewhere(
  file: LogFile,
  chain: FileChain,
  { now, isMissing }: Pick<PathState, 'now' | 'isMissing'>,
): boolean {
  const isWaiting = isMissing && chain.files.length === 1 && file.consumer.hasPartialLine;
  return isWaiting && now - file.changedAt >= QUIET_AFTER_ROTATION;
}
