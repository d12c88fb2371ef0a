import type { PodDetails } from './pod-details.js';

/**
 * What the kubelet's path says of a log. A sidecar may know only some of these (`--metadata`), so each may be absent;
 * a path that parses gives all of them.
 */
export interface PodMetadata {
  readonly namespace?: string;
  readonly pod?: string;
  readonly uid?: string;
  readonly container?: string;
  /** How often the container was restarted in its pod before this run: the `7` of `7.log`. */
  readonly restart?: number;
}

/**
 * One container run's log, as found: a link or a plain file. Its physical files (the live one and what rotation made of
 * the earlier ones) are `LogFile`s of `src/tail`.
 */
export interface LogSource {
  /** The path that discovery found, not resolved: `/var/log/pods/<namespace>_<pod>_<uid>/<container>/<restart>.log`. */
  readonly path: string;
  readonly metadata: PodMetadata;
  /**
   * Whether the path is a container runtime's: every line must then be Docker JSON or CRI, and one that is neither is
   * malformed. A plain file elsewhere (a sidecar's) has no such promise.
   */
  readonly writtenByRuntime: boolean;
  /** The Docker container's id, where the link leads to `<id>-json.log`. */
  readonly containerId?: string;
  /** Labels that its records get besides those of all, and over them: discovery gives none, transforms may. */
  readonly labels?: Readonly<Record<string, string>>;
  /** All that is known of its pod, where `kubernetes` is configured: for `match` and templates. */
  readonly pod?: PodDetails;
  /** What of it is in its records. */
  readonly shownPod?: PodDetails;
  /** The tenant that the pod's annotation names, in place of the sinks' own. */
  readonly tenant?: string;
  /** Other names for fields of its records as JSON, by the names that the schema has for them. */
  readonly renames?: Readonly<Record<string, string>>;
}
