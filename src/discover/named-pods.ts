import type { PodMetadata } from '../record/log-source.js';
import { parseContainerLinkName, podOfFolder } from './pod-path.js';

type Pod = Pick<PodMetadata, 'namespace' | 'pod' | 'uid'>;

/**
 * The pods that a path names: in the kubelet's folders on it, `<namespace>_<pod>_<uid>`, with anything below these, and in
 * the name of a link under `/var/log/containers`, without the uid.
 */
export function namedPods(path: string): readonly Pod[] {
  const inFolders = path
    .split('/')
    .slice(0, -1)
    .flatMap((folder) => podOfFolder(folder) ?? []);
  const inName = parseContainerLinkName(path)?.metadata;
  return inName === undefined ? inFolders : [...inFolders, inName];
}

/** Two of the pods that these paths name, where they do not all name the same one. */
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
  return one.uid === undefined || other.uid === undefined || one.uid === other.uid;
}

/** `<namespace>/<pod>`. */
export function podName({ namespace, pod }: Pod): string {
  return `${namespace}/${pod}`;
}
