import { isOver, QUIET_AFTER_ROTATION, type ReadFile } from './end-of-file.js';
import type { FileChain } from './file-chain.js';
import type { LogFile } from './log-file.js';

interface PathState extends Pick<ReadFile, 'isGone' | 'isMissing'> {
  /** Milliseconds of the tailer's clock. */
  readonly now: number;
}

/** Whether no byte can come any more to the oldest file of a chain, which was read as far as it goes. */
export function isFileOver(file: LogFile, chain: FileChain, { now, ...path }: PathState): boolean {
  return isOver({
    ...path,
    quiet: now - file.changedAt,
    hasNewer: chain.files.length > 1,
    // Dockerd closes a file before it makes the next one.
    isFinal: file.bytes.isCompressed || file.source.containerId !== undefined,
    isAwaited: () => chain.isAwaited(file),
    // One of which rotation made a compressed file is deleted, too, and others may have followed it.
    isDeleted: () => file.bytes.isDeleted() && !chain.hasFilesOnDisk(),
  });
}

/**
 * Whether the rest of a line that was begun may be in a file that rotation made since, though nothing stands at the path yet.
 * Not at once: a rotation may be half done, and what it hides would be missed.
 */
export function mayGoOnElsewhere(file: LogFile, chain: FileChain, { now, isMissing }: PathState): boolean {
  const isWaiting = isMissing && chain.files.length === 1 && file.consumer.hasPieces;
  return isWaiting && now - file.changedAt >= QUIET_AFTER_ROTATION;
}
