import type { PodMetadata } from '../record/log-source.js';

/** All that a pod may be known by: its uid, and `<namespace>/<pod>`. */
export function podKeys({ uid, namespace, pod }: PodMetadata): string[] {
  const byName = namespace === undefined || pod === undefined ? [] : [`${namespace}/${pod}`];
  return uid === undefined ? byName : [uid, ...byName];
}

/** The key of the pod of a log: its uid, or its names if the path has no uid. Undefined if it has neither. */
export function podKey(metadata: PodMetadata): string | undefined {
  return podKeys(metadata)[0];
}
