import type { PodMetadata } from '../record/log-source.js';
import { parseContainerLinkName, podOfFolder } from './pod-path.js';

type Pod = Pick<PodMetadata, 'namespace' | 'pod' | 'uid' | 'container'>;

/**
 * The pods that a path names: in the kubelet's folders on it, `<namespace>_<pod>_<uid>`, each with the container whose folder
 * is next, and in the name of a link under `/var/log/containers`, without the uid.
 */
export function namedPods(path: string): readonly Pod[] {
  const folders = path.split('/').slice(0, -1);
  const inFolders = folders.flatMap((folder, index) => {
    const pod = podOfFolder(folder);
    const container = folders[index + 1];
    if (pod === undefined) return [];
    return container === undefined ? pod : { ...pod, container };
  });
  const inName = parseContainerLinkName(path)?.metadata;
  return inName === undefined ? inFolders : [...inFolders, inName];
}

/** Two of the pods that these paths name, where they do not all name the same pod and container. */
export function differentPods(...paths: readonly string[]): readonly [Pod, Pod] | undefined {
  const [first, ...others] = paths.flatMap(namedPods);
  if (first === undefined) return undefined;
  // The first one may have no uid; then the others differ from one another if at all.
  for (const one of [first, ...others]) {
    const other = others.find((pod) => !isSamePod(one, pod));
    if (other !== undefined) return [one, other];
  }
  return undefined;
}

function isSamePod(one: Pod, other: Pod): boolean {
  if (one.namespace !== other.namespace || one.pod !== other.pod) return false;
  return isEqual(one.uid, other.uid) && isEqual(one.container, other.container);
}

/** A path need not name everything. */
function isEqual(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}

/** What distinguishes two pods, or two containers of a pod, to follow "the log of another ". */
export function describeDifference([one, other]: readonly [Pod, Pod]): string {
  const names = [one, other].map(({ namespace, pod }) => `${namespace}/${pod}`);
  if (names[0] !== names[1]) return `pod (${names.join(' and ')})`;
  if (!isEqual(one.uid, other.uid)) return `pod (two pods named ${names[0]})`;
  return `container (${one.container} and ${other.container} of ${names[0]})`;
}
