import { type FileOnDisk, isSameFile } from '../files/file-on-disk.js';

/** What a look at a log's path found: the physical file there now, or none. */
export type Observation =
  | { readonly kind: 'missing' }
  | ({ readonly kind: 'present'; readonly size: number; readonly modified: bigint } & FileOnDisk);

/** How far the physical file that is being followed was seen. */
export interface Followed {
  /** Bytes of it that were seen: it was this long, or longer, at the latest read. */
  readonly seenSize: number;
  /** Bytes that it was seen to have by any look. */
  readonly size: number;
  /** When it was written to last, as the latest look found it, in nanoseconds. */
  readonly modified: bigint;
}

/**
 * What became of a followed file.
 * - `same`: nothing is new.
 * - `grown`: it has more bytes than were seen.
 * - `touched`: it has as many bytes as were seen, but was written to since the latest look: it may have been written again.
 * - `truncated`: it is shorter than it was, so it was written again from its start.
 * - `replaced`: its path leads to another file; it was rotated away, or its link was retargeted.
 * - `missing`: nothing is at its path.
 */
export type Fate = 'same' | 'grown' | 'touched' | 'truncated' | 'replaced' | 'missing';

/**
 * Decides what became of a followed file by a look at its path.
 *
 * @param inode that it has
 */
export function fateOf(followed: Followed, inode: FileOnDisk, observed: Observation): Fate {
  if (observed.kind === 'missing') return 'missing';
  if (!isSameFile(observed, inode)) return 'replaced';
  if (observed.size < Math.max(followed.seenSize, followed.size)) return 'truncated';
  if (observed.size > followed.seenSize) return 'grown';
  return observed.modified === followed.modified ? 'same' : 'touched';
}
