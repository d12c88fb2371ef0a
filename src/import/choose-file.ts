import type { PresentFile } from '../tail/files/present-file.js';
import type { ForeignPosition } from './foreign-position.js';

/** What distinguishes a log's files. */
export type FileFacts = Pick<
  PresentFile,
  'target' | 'inode' | 'bornAt' | 'size' | 'isCompressed' | 'firstTime' | 'end'
>;

/**
 * Says which of a log's files a position is of, as its index; undefined where that is gone.
 *
 * An agent that keeps inodes means the file with that inode, unless that was made since: then another file has the inode now. One that keeps paths alone means the file that stood there when
 * its positions were written: the live one, unless that was made since, or is shorter than what was read of it; then it
 * is the one that was rotated away last.
 *
 * @param files oldest first, the live one last
 * @param savedAt when the agent wrote its positions last, in milliseconds since 1970
 */
export function chooseFile(
  { path, inode, offset }: ForeignPosition,
  files: readonly FileFacts[],
  savedAt: number,
): number | undefined {
  if (inode !== undefined) {
    const at = files.findIndex((file) => file.inode === inode && !isNewer(file, savedAt) && canHold(file, offset));
    return at < 0 ? undefined : at;
  }
  const named = files.findIndex(({ target }) => target === path);
  const start = named < 0 ? files.length - 1 : named;
  for (let at = start; at >= Math.max(0, start - 1); at--) {
    if (!isNewer(files[at]!, savedAt) && canHold(files[at]!, offset)) return at;
  }
  return undefined;
}

/** Whether a file was begun since. A compressed one was made when it was compressed: its first line says when it was begun. */
function isNewer({ bornAt, isCompressed, firstTime }: FileFacts, savedAt: number): boolean {
  const begun = isCompressed ? firstTime() : bornAt;
  return begun !== undefined && begun > savedAt;
}

function canHold({ size, isCompressed, end }: FileFacts, offset: number): boolean {
  return offset <= (isCompressed ? end() : size);
}
