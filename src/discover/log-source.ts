import type { LogSource, PodMetadata } from '../record/log-source.js';
import { dockerContainerId, parseContainerLinkName, parsePodLogPath } from './pod-path.js';

/** The absolute path that a link leads to; undefined where the path is no link, or cannot be looked up. */
export type FollowLink = (path: string) => string | undefined;

/** Linux follows as many (path_resolution(7)). */
const MOST_LINKS = 40;

/**
 * Says of a log all that its path tells, and the paths that its links lead to: `/var/log/containers/…` leads to
 * `/var/log/pods/…`, and with Docker that leads to `<id>-json.log`.
 *
 * The id in the name of a link under `/var/log/containers` is not taken for `containerId`: it may be another runtime's.
 *
 * @param metadata what the configuration says of logs whose path says nothing
 * @param target the own path of the file that was opened by the path: its container counts, since links may lead
 *   elsewhere by now
 */
export function createLogSource(
  path: string,
  metadata: PodMetadata,
  followLink: FollowLink,
  target?: string,
): LogSource {
  const hops = followLinks(path, followLink);
  // The opened file is what it is, while links may lead elsewhere by now.
  const opened = target === undefined ? [] : [target];
  const told = first([path, ...opened, ...hops], parsePodLogPath) ?? first(hops, parseContainerLinkName);
  const ofTarget = target === undefined ? undefined : dockerContainerId(target);
  const containerId = ofTarget ?? first(hops, dockerContainerId);
  const source = {
    path,
    metadata: told?.metadata ?? metadata,
    writtenByRuntime: told !== undefined || containerId !== undefined,
  };
  return containerId === undefined ? source : { ...source, containerId };
}

/** The path and those that its links lead to one by one; where they lead in a circle, each path of it once. */
export function followLinks(path: string, followLink: FollowLink): string[] {
  const hops = [path];
  let next = followLink(path);
  while (next !== undefined && !hops.includes(next) && hops.length <= MOST_LINKS) {
    hops.push(next);
    next = followLink(next);
  }
  return hops;
}

function first<Result>(hops: readonly string[], parse: (path: string) => Result | undefined): Result | undefined {
  for (const hop of hops) {
    const result = parse(hop);
    if (result !== undefined) return result;
  }
  return undefined;
}
