import type { LogSource } from '../record/log-source.js';

/** What a process can look up about the container that it runs in. */
export interface ContainerTraces {
  /** `/proc/self/mountinfo`; empty where there is none. */
  readonly mountinfo: string;
  /** `/proc/self/cgroup`; empty where there is none. */
  readonly cgroup: string;
  /** Variables, as a manifest may set them by the downward API. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The container that podtail runs in, so far as it is known. Nothing of it is known outside of one. */
export interface OwnContainer {
  /** The runtime's id. */
  readonly id?: string;
  /** Its name, and that of its pod, by uid or by names: others of the pod are not its own. */
  readonly named?: PodContainer;
}

type PodContainer =
  | { readonly container: string; readonly uid: string }
  | { readonly container: string; readonly namespace: string; readonly pod: string };

/**
 * For each container the kubelet makes a file that is mounted at /dev/termination-log, with every runtime: `pods/<uid>/containers/<name>/<hash>`
 * (https://github.com/kubernetes/kubernetes, pkg/kubelet/kubelet_getters.go, `getPodContainerDir`).
 */
const TERMINATION_LOG = /\/pods\/([^/]+)\/containers\/([^/]+)\/[0-9a-f]{8}$/;
/** A group of a container: `docker-<id>.scope`, `cri-containerd-<id>.scope`, `<id>`; a container may have groups of its own below. */
const CONTAINER_ID = /[/-]([0-9a-f]{64})(?:\.scope)?(?=\/|$)/gm;

/**
 * Finds out in which container podtail runs. What others can share with it says nothing: a network makes Docker mount another container's
 * hostname and hosts, and a pod's HOSTNAME is that of all its containers.
 */
export function findOwnContainer({ mountinfo, cgroup, environment }: ContainerTraces): OwnContainer {
  const id = idIn(cgroup);
  const named = mountedName(mountinfo) ?? declaredName(environment);
  return { ...(id === undefined ? {} : { id }), ...(named === undefined ? {} : { named }) };
}

/** Whether a log is that container's, of this run or an earlier one. What the configuration says of a file is no proof. */
export function isLogOf({ id, named }: OwnContainer, { metadata, containerId }: LogSource): boolean {
  if (id !== undefined && containerId === id) return true;
  const isToldByPath = metadata.restart !== undefined;
  if (named === undefined || !isToldByPath || metadata.container !== named.container) return false;
  return 'uid' in named
    ? metadata.uid === named.uid
    : metadata.namespace === named.namespace && metadata.pod === named.pod;
}

function mountedName(mountinfo: string): PodContainer | undefined {
  // proc_pid_mountinfo(5): the fourth field is the path within the file system that is mounted.
  const roots = mountinfo.split('\n').map((line) => line.split(' ')[3] ?? '');
  const found = roots.flatMap((root) => {
    const [, uid, container] = TERMINATION_LOG.exec(root) ?? [];
    return uid === undefined || container === undefined ? [] : [{ uid, container }];
  });
  const isOne = new Set(found.map(({ uid, container }) => `${uid}/${container}`)).size === 1;
  return isOne ? found[0] : undefined;
}

function declaredName({ CONTAINER_NAME, POD_UID, POD_NAMESPACE, POD_NAME }: ContainerTraces['environment']) {
  if (!CONTAINER_NAME) return undefined;
  if (POD_UID) return { container: CONTAINER_NAME, uid: POD_UID };
  if (POD_NAMESPACE && POD_NAME) return { container: CONTAINER_NAME, namespace: POD_NAMESPACE, pod: POD_NAME };
  return undefined;
}

function idIn(cgroup: string): string | undefined {
  const ids = [...cgroup.matchAll(CONTAINER_ID)].map((match) => match[1]!);
  return new Set(ids).size === 1 ? ids[0] : undefined;
}
