import type { PodMetadata } from '../record/log-source.js';

/** All that a pod may be known by: its uid, and `<namespace>/<pod>`. */
export function podKeys({ uid, namespace, pod }: PodMetadata): string[] {
  const byName = namespace === undefined || pod === undefined ? [] : [`${namespace}/${pod}`];
  return uid === undefined ? byName : [uid, ...byName];
}

/** What a log's pod is known by: its uid, or its names where the log's path tells no uid. Undefined where it tells neither. */
export function podKey(metadata: PodMetadata): string | undefined {
  return podKeys(metadata)[0];
}
