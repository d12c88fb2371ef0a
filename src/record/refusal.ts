/**
 * Why a file may not be read, though the system would let podtail read it:
 * - `notRegular`: it is a folder, a pipe, a socket or a device;
 * - `outside`: it lies in none of the allowed folders;
 * - `folderChanged`: an allowed folder, or one above it, is another one than at the start;
 * - `otherPod`: the path names one pod or container, and the file is another one's;
 * - `hardLink`: it has several names, so that it may be a file of the node that a pod has given a second name.
 */
export type RefusalKind = 'notRegular' | 'outside' | 'folderChanged' | 'otherPod' | 'hardLink';

/** How often files were refused, by the reason. */
export type RefusalCounts = Record<RefusalKind, number>;

/** Nothing was refused. */
export function createRefusalCounts(): RefusalCounts {
  return { notRegular: 0, outside: 0, folderChanged: 0, otherPod: 0, hardLink: 0 };
}
