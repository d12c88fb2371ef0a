/**
 * Why podtail must not read a file, although the operating system allows it:
 * - `notRegular`: it is a folder, a pipe, a socket or a device.
 * - `outside`: it is not in an allowed folder.
 * - `folderChanged`: an allowed folder, or one above it, has been replaced since the start.
 * - `otherPod`: the path names one pod or container, and the file belongs to another one.
 * - `hardLink`: it has several names, so it may be a file of the node to which a pod gave a second name.
 */
export type RefusalKind = 'notRegular' | 'outside' | 'folderChanged' | 'otherPod' | 'hardLink';

/** How often files were refused, by reason. */
export type RefusalCounts = Record<RefusalKind, number>;

/** Creates counts of zero. */
export function createRefusalCounts(): RefusalCounts {
  return { notRegular: 0, outside: 0, folderChanged: 0, otherPod: 0, hardLink: 0 };
}
