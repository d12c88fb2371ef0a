import type { LogSource, PodMetadata } from '../record/log-source.js';
import { dockerContainerId, parseContainerLinkName, parsePodLogPath } from './pod-path.js';

/** The absolute path that a link leads to; undefined where the path is no link, or cannot be looked up. */
export type FollowLink = (path: string) => string | undefined;

/** Linux follows as many (path_resolution(7)). */
const MOST_LINKS = 40;

/**
 * Returns the metadata in the path of a log, and the targets of its links: `/var/log/containers/…` leads to
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
  // The opened file is what it is, while links may lead elsewhere by now.
  let told = first(target === undefined ? [path] : [path, target], parsePodLogPath);
  let containerId = target === undefined ? undefined : dockerContainerId(target);
  const hops: string[] = [];
  // Links are followed only as far as something is to be learnt from them: to look for one costs the most where there is none.
  for (const hop of hopsFrom(path, followLink)) {
    hops.push(hop);
    told ??= parsePodLogPath(hop);
    containerId ??= dockerContainerId(hop);
    if (told !== undefined && containerId !== undefined) break;
  }
  const named = told ?? first(hops, parseContainerLinkName);
  const said = named?.metadata ?? metadata;
  if (containerId === undefined) return { path, metadata: said, writtenByRuntime: named !== undefined };
  return { path, metadata: said, writtenByRuntime: true, containerId };
}

/** The path and those that its links lead to one by one; where they lead in a circle, each path of it once. */
export function followLinks(path: string, followLink: FollowLink): string[] {
  return [...hopsFrom(path, followLink)];
}

function* hopsFrom(path: string, followLink: FollowLink): Generator<string> {
  const hops = new Set<string>();
  for (let hop: string | undefined = path; hop !== undefined && !hops.has(hop) && hops.size <= MOST_LINKS; ) {
    yield hop;
    hops.add(hop);
    hop = followLink(hop);
  }
}

function first<Result>(hops: readonly string[], parse: (path: string) => Result | undefined): Result | undefined {
  for (const hop of hops) {
    const result = parse(hop);
    if (result !== undefined) return result;
  }
  return undefined;
}
