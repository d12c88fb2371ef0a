import type { PodMetadata } from '../record/log-source.js';

/** What the kubelet's path of a log says. */
export interface PodLogPath {
  readonly metadata: Required<PodMetadata>;
  /** Where this is a rotated file: the path of the live log that it was rotated away from. */
  readonly rotatedFrom?: string;
}

/** What the name of a link under `/var/log/containers` says. */
export interface ContainerLinkName {
  readonly metadata: PodMetadata;
  /** The container's id in its runtime, Docker or another one: 64 hexadecimal digits. Absent where it was cut. */
  readonly containerId?: string;
}

/**
 * Reads the tail of a path that the kubelet made, under any root: `<namespace>_<pod>_<uid>/<container>/<restart>.log`
 * (kubernetes `pkg/kubelet/kuberuntime/helpers.go`, `BuildPodLogsDirectory` and `buildContainerLogsPath`). The kubelet
 * rotates a CRI runtime's log to `<restart>.log.<time>`, and gzips that by way of `.tmp` to `.gz`
 * (`pkg/kubelet/logs/container_log_manager.go`).
 */
export function parsePodLogPath(path: string): PodLogPath | undefined {
  const [folder, container, file] = path.split('/').slice(-3);
  if (folder === undefined || container === undefined || file === undefined) return undefined;
  const told = podOfFolder(folder);
  if (told === undefined || !isLabel(container)) return undefined;
  const [, live, restart, rotation] = POD_LOG_FILE.exec(file) ?? [];
  if (live === undefined) return undefined;
  const { namespace, pod, uid } = told;
  const metadata = { namespace, pod, uid, container, restart: Number(restart) };
  if (rotation === undefined) return { metadata };
  return { metadata, rotatedFrom: path.slice(0, path.length - rotation.length) };
}

/** Reads the name of the folder that the kubelet makes for a pod's logs: `<namespace>_<pod>_<uid>`. */
export function podOfFolder(name: string): { namespace: string; pod: string; uid: string } | undefined {
  const [namespace, pod, uid, ...rest] = name.split('_');
  if (namespace === undefined || pod === undefined || uid === undefined || rest.length > 0) return undefined;
  return isLabel(namespace) && isSubdomain(pod) && UID.test(uid) ? { namespace, pod, uid } : undefined;
}

/**
 * Reads the name of a link that the kubelet makes for older log shippers, in any folder:
 * `<pod>_<namespace>_<container>-<id>.log`. The kubelet cuts what precedes `.log` to 251 bytes (kubernetes
 * `pkg/kubelet/kuberuntime/legacy.go`, `logSymlink`), so of long names the id is cut, and even the container's name:
 * that is absent where it cannot be told whether it is whole.
 */
export function parseContainerLinkName(path: string): ContainerLinkName | undefined {
  const file = path.slice(path.lastIndexOf('/') + 1);
  if (!file.endsWith(LOG_SUFFIX)) return undefined;
  const [pod, namespace, last, ...rest] = file.slice(0, -LOG_SUFFIX.length).split('_');
  if (pod === undefined || namespace === undefined || last === undefined || rest.length > 0) return undefined;
  if (!isSubdomain(pod) || !isLabel(namespace)) return undefined;
  const dash = last.lastIndexOf('-');
  const container = last.slice(0, Math.max(dash, 0));
  const containerId = last.slice(dash + 1);
  if (CONTAINER_ID.test(containerId)) {
    return isLabel(container) ? { metadata: { namespace, pod, container }, containerId } : undefined;
  }
  if (file.length !== LONGEST_FILE_NAME || !CUT_CONTAINER.test(last)) return undefined;
  const isWhole = CUT_CONTAINER_ID.test(containerId) && isLabel(container);
  return { metadata: isWhole ? { namespace, pod, container } : { namespace, pod } };
}

/**
 * The id of the Docker container that writes a file, live or rotated: `<id>/<id>-json.log`, with `.1`, `.2.gz` and so
 * on behind it (moby `daemon/logger/loggerutils/logfile.go`).
 */
export function dockerContainerId(path: string): string | undefined {
  return DOCKER_LOG.exec(path)?.[1];
}

/** The path of the live log that a file of the kubelet's or Docker's was rotated away from, if it was. */
export function rotatedFrom(path: string): string | undefined {
  const rotation = DOCKER_LOG.exec(path)?.[2];
  if (rotation !== undefined) return path.slice(0, path.length - rotation.length);
  return parsePodLogPath(path)?.rotatedFrom;
}

/** RFC 1123, as kubernetes `apimachinery/pkg/util/validation` has it: the parts of a subdomain may be long, too. */
const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const LONGEST_LABEL = 63;
const LONGEST_SUBDOMAIN = 253;

/** The API server's UUID, or the hash that the kubelet gives to a static pod. */
const UID = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})$/;

/** The live file's name, its restart count (an int32), and what rotation put behind it. */
const POD_LOG_FILE = /^((0|[1-9][0-9]{0,9})\.log)(\.[0-9]{8}-[0-9]{6}(?:\.gz|\.tmp)?)?$/;

const LOG_SUFFIX = '.log';
/** The kubelet's `ext4MaxFileNameLen`, in bytes; all that is in such a name is ASCII. */
const LONGEST_FILE_NAME = 255;
const CONTAINER_ID = /^[0-9a-f]{64}$/;
/** The kubelet itself takes no fewer than six digits for an id. */
const CUT_CONTAINER_ID = /^[0-9a-f]{6,63}$/;
const CUT_CONTAINER = /^(?:[a-z0-9][-a-z0-9]*)?$/;

/** The id, which is the folder's name and the file's, and what rotation put behind it. */
const DOCKER_LOG = /(?:^|\/)([0-9a-f]{64})\/\1-json\.log(\.[1-9][0-9]*(?:\.gz|\.tmp)?)?$/;

function isLabel(text: string): boolean {
  return text.length <= LONGEST_LABEL && LABEL.test(text);
}

function isSubdomain(text: string): boolean {
  return text.length <= LONGEST_SUBDOMAIN && text.split('.').every((part) => LABEL.test(part));
}
