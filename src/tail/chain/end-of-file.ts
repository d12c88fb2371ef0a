/**
 * How long a file that was rotated away, or whose path is gone, must not have grown before it counts as read to its end,
 * in milliseconds. A CRI runtime may still write to it when the new file is there already (containerd drains its pipes
 * after the kubelet's ReopenContainerLog); dockerd closes it first.
 */
export const QUIET_AFTER_ROTATION = 250;
/**
 * The same for a file that is at no path of a log, but somewhere: it was renamed, and its writer continues writing to it
 * until it is told to open the next one.
 */
const QUIET_WHEN_RENAMED = 30_000;

/** What is known of the oldest file of a log that is open, and was read as far as it goes. */
export interface ReadFile {
  /** For how many milliseconds it has not grown, or its path has been gone. */
  readonly quiet: number;
  /** Whether newer files of the log are open. */
  readonly hasNewer: boolean;
  /** Whether nobody writes to it once there is a newer one. */
  readonly isFinal: boolean;
  /** Whether discovery finds the log's path no more. */
  readonly isGone: boolean;
  /** Whether nothing that may be read is at the path. */
  readonly isMissing: boolean;
  /** Whether another log waits to read on in it. */
  isAwaited(): boolean;
  /** Whether neither it nor another file of the log is on disk. */
  isDeleted(): boolean;
}

/** Whether no byte can come to a file any more, so that the next one is read. */
export function isOver({ quiet, hasNewer, isFinal, isGone, isMissing, isAwaited, isDeleted }: ReadFile): boolean {
  if (hasNewer) return isFinal || quiet >= QUIET_AFTER_ROTATION;
  if (!isGone && !isMissing) return false;
  if (quiet >= QUIET_WHEN_RENAMED) return true;
  if (quiet < QUIET_AFTER_ROTATION) return false;
  return (isGone && isAwaited()) || isDeleted();
}
