import type { PodDetails } from './pod-details.js';

/**
 * The metadata in the path of the kubelet. A sidecar may know only some of it (`--metadata`), so each field may be
 * absent. A path that can be parsed gives all of them.
 */
export interface PodMetadata {
  readonly namespace?: string;
  readonly pod?: string;
  readonly uid?: string;
  readonly container?: string;
  /** The number of restarts of the container before this run: the `7` of `7.log`. */
  readonly restart?: number;
}

/**
 * The log of one container run: a link or a plain file. Its physical files (the live one, and those that rotation made)
 * are `LogFile`s of `src/tail`.
 */
export interface LogSource {
  /** The path that discovery found, not resolved: `/var/log/pods/<namespace>_<pod>_<uid>/<container>/<restart>.log`. */
  readonly path: string;
  readonly metadata: PodMetadata;
  /**
   * Whether a container runtime writes the log. Then every other line than Docker JSON or CRI is malformed. A plain
   * file elsewhere, such as that of a sidecar, may have any lines.
   */
  readonly writtenByRuntime: boolean;
  /** The id of the Docker container, if the link leads to `<id>-json.log`. */
  readonly containerId?: string;
  /** Additional labels of its records, which override those of the configuration. Transforms set them. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Everything that is known of its pod, if `kubernetes` is configured. For `match` and templates. */
  readonly pod?: PodDetails;
  /** The part of it that its records show. */
  readonly shownPod?: PodDetails;
  /** The tenant in an annotation of the pod. It replaces that of the sinks. */
  readonly tenant?: string;
  /** New names for fields of its records as JSON, by their names in the schema. */
  readonly renames?: Readonly<Record<string, string>>;
}
