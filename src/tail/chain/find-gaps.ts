/** One of a log's files as a look found it. */
export interface ListedFile {
  /** Whether it is to be read now. */
  readonly isUnread: boolean;
  /** Whether there is nothing in it. */
  readonly isEmpty: boolean;
  /** Whether it is the one that was read last before; none is where that is not there any more. */
  readonly isLatest: boolean;
  /** Whether it was deleted before it was known which file follows it. */
  readonly isVanished: boolean;
  /** How many that stood before it are not there, as far as the names say. */
  readonly missingBefore: number;
}

/**
 * Says of each file whether one that was missed may be between it and the one that is read before it, so that no line
 * continues in it. Rotation deletes the oldest file first: while the one that was read last is there, all that followed it are,
 * and what vanished was compressed.
 *
 * @param files oldest first, the live one last
 * @param readsOn whether anything was read before
 * @param hasUnreadable whether there are others, of which nobody knows where they are
 */
export function findGaps(files: readonly ListedFile[], readsOn: boolean, hasUnreadable: boolean): boolean[] {
  const latest = files.findIndex(({ isLatest }) => isLatest);
  const isBehind = files.slice(0, Math.max(0, latest)).some(({ isUnread, isEmpty }) => isUnread && !isEmpty);
  /** Whether the next one to be read does not follow what was read last. */
  let isApart = readsOn && (latest < 0 || isBehind);
  return files.map(({ isUnread, isEmpty }, index) => {
    // What may be missing before one that is not to be read is missing before the next one.
    if ((isUnread || index > latest) && mayFollowMissing(files, index, latest >= 0)) isApart = true;
    if (!isUnread) return false;
    const followsGap = hasUnreadable || isApart;
    if (!isEmpty) isApart = index < latest;
    return followsGap;
  });
}

/**
 * Whether one that is missing may be before that file. Of those that were opened before they were deleted, none is; but which
 * file followed such a one, nobody knows where the one that was read last is not there.
 */
function mayFollowMissing(files: readonly ListedFile[], index: number, hasLatest: boolean): boolean {
  const next = files.findIndex(({ isVanished }, place) => place >= index && !isVanished);
  const before = files.findLastIndex(({ isVanished }, place) => place < index && !isVanished);
  const missing = files[next]?.missingBefore ?? 0;
  return missing > next - before - 1 || (!hasLatest && files[index - 1]?.isVanished === true);
}
