import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ContainerTraces, findOwnContainer, isLogOf } from '../../src/discover/own-container.js';
import type { LogSource } from '../../src/record/log-source.js';

const UID = '2681cb7f-daa4-4620-bb60-1d449709181c';
const OTHER_UID = '5d3c5be2-3a40-4a6e-9d0e-5f6f2a3a8d11';
const ID = 'c73e'.repeat(16);
const OTHER_ID = 'ab12'.repeat(16);

const nothing: ContainerTraces = { mountinfo: '', cgroup: '', environment: {} };
/** A line of proc_pid_mountinfo(5). */
const mount = (root: string, point: string) => `1204 1190 8:1 ${root} ${point} rw,relatime - ext4 /dev/sda1 rw\n`;
const terminationLog = (uid: string, name: string, folder = '/var/lib/kubelet') =>
  mount(`${folder}/pods/${uid}/containers/${name}/0a1b2c3d`, '/dev/termination-log');
const hosts = mount(`/var/lib/kubelet/pods/${UID}/etc-hosts`, '/etc/hosts');
const ofPod = { environment: { POD_NAMESPACE: 'shop', POD_NAME: 'web-1', POD_UID: UID, HOSTNAME: 'web-1' } };

describe('the container that podtail runs in', () => {
  const found: readonly [title: string, traces: Partial<ContainerTraces>, own: object][] = [
    ['is not known outside of one', { cgroup: '0::/system.slice/podtail.service\n' }, {}],
    [
      'is that of the log of its end, which the kubelet mounts',
      { mountinfo: hosts + terminationLog(UID, 'podtail') },
      { named: { uid: UID, container: 'podtail' } },
    ],
    [
      'also where the kubelet has a file system or a root folder of its own',
      { mountinfo: terminationLog(UID, 'podtail', '/data/kubelet') },
      { named: { uid: UID, container: 'podtail' } },
    ],
    ['is not known where there are several', { mountinfo: terminationLog(UID, 'a') + terminationLog(UID, 'b') }, {}],
    [
      'is not known where folders of the kubelet are mounted',
      {
        mountinfo:
          mount('/var/lib/kubelet', '/var/lib/kubelet') +
          mount('/var/lib/kubelet/pods', '/pods') +
          mount(`/var/lib/kubelet/pods/${UID}/containers/app`, '/app') +
          mount(`/var/lib/kubelet/pods/${UID}/volumes/kubernetes.io~empty-dir/logs`, '/logs'),
      },
      {},
    ],
    [
      'is the one that Docker, systemd or containerd made a control group for',
      { cgroup: `12:pids:/docker/${ID}\n1:name=systemd:/docker/${ID}\n` },
      { id: ID },
    ],
    ['in systemd', { cgroup: `0::/system.slice/docker-${ID}.scope\n` }, { id: ID }],
    ['in a pod', { cgroup: `0::/kubepods.slice/kubepods-pod2681.slice/cri-containerd-${ID}.scope/own\n` }, { id: ID }],
    ['is not known where cgroup v2 hides it', { cgroup: '0::/\n' }, {}],
    ['is not known where a container runs within another', { cgroup: `0::/docker/${OTHER_ID}/docker/${ID}\n` }, {}],
    [
      'is not known by what Docker mounts, which containers that share a network share',
      { mountinfo: mount(`/var/lib/docker/containers/${ID}/hostname`, '/etc/hostname') },
      {},
    ],
    ['is not known by its pod alone, which is that of its app, too', ofPod, {}],
    [
      'is named by the environment, with the uid of its pod',
      { environment: { ...ofPod.environment, CONTAINER_NAME: 'podtail' } },
      { named: { container: 'podtail', uid: UID } },
    ],
    [
      'is named by the environment, with the name of its pod',
      { environment: { CONTAINER_NAME: 'podtail', POD_NAMESPACE: 'shop', POD_NAME: 'web-1', POD_UID: '' } },
      { named: { container: 'podtail', namespace: 'shop', pod: 'web-1' } },
    ],
    ['is not known by its name alone', { environment: { CONTAINER_NAME: 'podtail', POD_NAME: 'web-1' } }, {}],
    [
      'is what the kubelet says, not what the environment does',
      { mountinfo: terminationLog(UID, 'podtail'), environment: { ...ofPod.environment, CONTAINER_NAME: 'app' } },
      { named: { uid: UID, container: 'podtail' } },
    ],
  ];
  for (const [title, traces, own] of found) {
    it(title, () => assert.deepEqual(findOwnContainer({ ...nothing, ...traces }), own));
  }
});

describe('a log is its own', () => {
  const byUid = { named: { uid: UID, container: 'podtail' } };
  const byName = { named: { namespace: 'shop', pod: 'web-1', container: 'podtail' } };
  const metadata = { namespace: 'shop', pod: 'web-1', uid: UID, container: 'podtail', restart: 3 };
  const source = (changes: object, more: object = {}): LogSource => ({
    path: '/x.log',
    metadata: { ...metadata, ...changes },
    writtenByRuntime: true,
    ...more,
  });
  const { restart: _, ...configured } = metadata;

  const logs: readonly [title: string, own: ReturnType<typeof findOwnContainer>, source: LogSource, isOwn: boolean][] =
    [
      ['where pod and container are the same', byUid, source({}), true],
      ['in any run', byUid, source({ restart: 0 }), true],
      ['by names as well', byName, source({}), true],
      ['not where the container is another: the app of a sidecar', byUid, source({ container: 'app' }), false],
      ['not where the pod is another', byUid, source({ uid: OTHER_UID }), false],
      ['not where the pod is of another namespace', byName, source({ namespace: 'ops' }), false],
      ['not where the configuration says so of a plain file', byUid, { ...source({}), metadata: configured }, false],
      ['where Docker says so', { id: ID }, source({ container: 'x' }, { containerId: ID }), true],
      ['not where Docker says otherwise', { id: ID }, source({}, { containerId: OTHER_ID }), false],
      ['not where nothing is known', {}, source({}, { containerId: ID }), false],
      ['not where nothing is known of either', {}, { ...source({}), metadata: {} }, false],
    ];
  for (const [title, own, log, isOwn] of logs) it(title, () => assert.equal(isLogOf(own, log), isOwn));
});
