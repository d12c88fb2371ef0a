import type { ExaminedFile, Refusal } from '../os/read-rules.js';
import { isInRuntimeFolder } from './allowed-folders.js';
import { describeDifference, differentPods, namedPods } from './named-pods.js';

/**
 * Why a file may not be read as the log that is at a path, going by the pods and containers that the path and the file's
 * own path name. Whoever can write into a pod's folder can put links there: symbolic ones to the log of another pod, or of
 * another container, and other names of any file of the same file system.
 *
 * @param allowHardLinks whether a file that has several names is read there all the same
 */
export function podRefusal(
  path: string,
  { target, names }: Pick<ExaminedFile, 'target' | 'names'>,
  allowHardLinks: boolean,
): Refusal | undefined {
  const pods = differentPods(path, target);
  if (pods !== undefined) {
    return { refusal: 'otherPod', reason: `it leads to ${target}, the log of another ${describeDifference(pods)}` };
  }
  if (allowHardLinks || names <= 1) return undefined;
  const isOfPod = namedPods(path).length + namedPods(target).length > 0 || isInRuntimeFolder(target);
  return isOfPod ? severalNames(names) : undefined;
}

function severalNames(names: number): Refusal {
  const reason = `it has ${names} names (hard links), so it may be any file of the node; --allow-hard-links allows it`;
  return { refusal: 'hardLink', reason };
}
