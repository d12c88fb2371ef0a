import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  dockerContainerId,
  parseContainerLinkName,
  parsePodLogPath,
  rotatedFrom,
} from '../../src/discover/pod-path.js';

const UID = '2681cb7f-daa4-4620-bb60-1d449709181c';
const HASH = '0123456789abcdef0123456789abcdef';
const ID = 'c73e'.repeat(16);
const OTHER_ID = 'd84f'.repeat(16);

describe('a pod log path', () => {
  const good: readonly (readonly [path: string, namespace: string, pod: string, uid: string, container: string])[] = [
    [`/var/log/pods/default_web_${UID}/app/0.log`, 'default', 'web', UID, 'app'],
    [`/mnt/node/logs/default_web_${UID}/app/0.log`, 'default', 'web', UID, 'app'],
    [`default_web_${UID}/app/0.log`, 'default', 'web', UID, 'app'],
    [`/p/kube-system_etcd-node1.example.org_${HASH}/etcd/0.log`, 'kube-system', 'etcd-node1.example.org', HASH, 'etcd'],
    [`/p/0_1_${UID}/2/0.log`, '0', '1', UID, '2'],
    [`/p/a--b_c--d_${UID}/e--f/0.log`, 'a--b', 'c--d', UID, 'e--f'],
    [
      `/p/${'n'.repeat(63)}_${'p'.repeat(253)}_${UID}/${'c'.repeat(63)}/0.log`,
      'n'.repeat(63),
      'p'.repeat(253),
      UID,
      'c'.repeat(63),
    ],
  ];
  for (const [path, namespace, pod, uid, container] of good) {
    it(`gives all metadata of ${path.slice(0, 80)}`, () => {
      assert.deepEqual(parsePodLogPath(path), { metadata: { namespace, pod, uid, container, restart: 0 } });
    });
  }

  for (const restart of [0, 7, 10, 2147483647]) {
    it(`gives ${restart} restarts of the container`, () => {
      assert.equal(parsePodLogPath(`/p/n_p_${UID}/c/${restart}.log`)?.metadata.restart, restart);
    });
  }

  for (const rotation of ['.20231106-160812', '.20231106-160812.gz', '.20231106-160812.tmp']) {
    it(`of a rotated file, ${rotation}, gives the log of that file`, () => {
      const live = `/p/n_p_${UID}/c/7.log`;
      assert.deepEqual(parsePodLogPath(live + rotation), {
        metadata: { namespace: 'n', pod: 'p', uid: UID, container: 'c', restart: 7 },
        rotatedFrom: live,
      });
    });
  }

  const folders: readonly string[] = [
    '',
    'web',
    `web_${UID}`,
    `a_b_c_${UID}`,
    `_web_${UID}`,
    `n__${UID}`,
    'n_web_',
    `N_web_${UID}`,
    `n.n_web_${UID}`,
    `-n_web_${UID}`,
    `n-_web_${UID}`,
    `${'n'.repeat(64)}_web_${UID}`,
    `n_Web_${UID}`,
    `n_.web_${UID}`,
    `n_web._${UID}`,
    `n_we..b_${UID}`,
    `n_we.-b_${UID}`,
    `n_-web_${UID}`,
    `n_${'p'.repeat(254)}_${UID}`,
    `n_wéb_${UID}`,
    'n_web_2681cb7f',
    `n_web_${UID.toUpperCase()}`,
    `n_web_${UID}0`,
    `n_web_${UID.replaceAll('-', '')}0`,
    `n_web_${UID.replace('-', '_')}`,
    `n_web_${UID}\n`,
  ];
  const containers: readonly string[] = ['', '.', 'C', 'c.c', '-c', 'c-', 'c_c', 'c'.repeat(64), 'c\n'];
  const files: readonly string[] = [
    '',
    '.log',
    'app.log',
    '00.log',
    '01.log',
    '-1.log',
    '+1.log',
    '1.0.log',
    '1e3.log',
    ' 1.log',
    '12345678901.log',
    '0.LOG',
    '0.log ',
    '0.log\n',
    '0.log.gz',
    '0.log.tmp',
    '0.log.1',
    '0.log.20231106',
    '0.log.20231106-160812.zip',
    '0.log.20231106-160812.gz.tmp',
    '0.log.2023110-160812',
  ];
  const bad: readonly string[] = [
    '',
    '/',
    '0.log',
    'c/0.log',
    `/var/log/pods/n_web_${UID}/0.log`,
    `/var/log/pods/n_web_${UID}/c/0.log/x`,
    ...folders.map((folder) => `/p/${folder}/c/0.log`),
    ...containers.map((container) => `/p/n_web_${UID}/${container}/0.log`),
    ...files.map((file) => `/p/n_web_${UID}/c/${file}`),
  ];
  for (const path of bad) {
    it(`is not ${JSON.stringify(path).slice(0, 90)}`, () => assert.equal(parsePodLogPath(path), undefined));
  }
});

describe('the name of a container link', () => {
  /** The kubelet's `logSymlink`. */
  const nameOf = (pod: string, namespace: string, container: string, id: string): string =>
    `/var/log/containers/${`${pod}_${namespace}_${container}-${id}`.slice(0, 251)}.log`;

  const whole: readonly (readonly [pod: string, namespace: string, container: string])[] = [
    ['web', 'default', 'app'],
    ['etcd-node1.example.org', 'kube-system', 'etcd'],
    ['web', 'default', 'app-with-dashes'],
    ['web', 'default', `a-${'0'.repeat(40)}`],
  ];
  for (const [pod, namespace, container] of whole) {
    it(`gives pod, namespace, container and id of ${pod} ${container}`, () => {
      assert.deepEqual(parseContainerLinkName(nameOf(pod, namespace, container, ID)), {
        metadata: { namespace, pod, container },
        containerId: ID,
      });
    });
  }

  it('gives all but the id if that was cut off', () => {
    const pod = 'p'.repeat(200);
    assert.deepEqual(parseContainerLinkName(nameOf(pod, 'default', 'app', ID)), {
      metadata: { namespace: 'default', pod, container: 'app' },
    });
  });

  const unsure: readonly (readonly [what: string, podLength: number, container: string])[] = [
    ['the container’s name was cut', 230, 'container-name'],
    ['too little is left of the id to tell it from a name', 238, 'app'],
    ['nothing is left of the container’s name', 242, 'app'],
    ['the id was cut with its dash', 239, 'abc'],
  ];
  for (const [what, podLength, container] of unsure) {
    it(`gives no container if ${what}`, () => {
      const pod = 'p'.repeat(podLength);
      const name = nameOf(pod, 'default', container, ID);
      assert.equal(name.length, '/var/log/containers/'.length + 255);
      assert.deepEqual(parseContainerLinkName(name), { metadata: { namespace: 'default', pod } });
    });
  }

  const bad: readonly string[] = [
    '',
    'app.log',
    'web_default_app.log',
    `web_default_app-${ID}`,
    `web_default_app-${ID}.log.1`,
    `web_default_app-${ID.slice(1)}.log`,
    `web_default_app-${ID.toUpperCase()}.log`,
    `web_default_-${ID}.log`,
    `web_default_${ID}.log`,
    `web_default_${'c'.repeat(64)}-${ID}.log`,
    `web_default-${ID}.log`,
    `web_def.ault_app-${ID}.log`,
    `Web_default_app-${ID}.log`,
    `web_default_app_more-${ID}.log`,
    `${'p'.repeat(251)}.log`,
    `${'p'.repeat(240)}_default___.log`,
  ];
  for (const name of bad) {
    it(`is not ${JSON.stringify(name).slice(0, 90)}`, () => assert.equal(parseContainerLinkName(name), undefined));
  }
});

describe('a Docker log', () => {
  const folder = `/var/lib/docker/containers/${ID}`;
  for (const rotation of ['', '.1', '.12', '.1.gz', '.2.tmp']) {
    it(`gives the id of its container if it ends in ${rotation || 'nothing more'}`, () => {
      const live = `${folder}/${ID}-json.log`;
      assert.equal(dockerContainerId(live + rotation), ID);
      assert.equal(rotatedFrom(live + rotation), rotation === '' ? undefined : live);
    });
  }
  const bad: readonly string[] = [
    '',
    `${ID}-json.log`,
    `${folder}/${OTHER_ID}-json.log`,
    `${folder}/${ID}-json.log.0`,
    `${folder}/${ID}-json.log.gz`,
    `${folder}/${ID}.log`,
    `${folder}x/${ID}-json.log`,
    `x${folder.slice(1).replaceAll('/', '')}/${ID}-json.log`,
    `/x/${ID.toUpperCase()}/${ID.toUpperCase()}-json.log`,
    `${folder}/${ID}-json.log\n`,
  ];
  for (const path of bad) {
    it(`is not ${JSON.stringify(path).slice(0, 90)}`, () => {
      assert.equal(dockerContainerId(path), undefined);
      assert.equal(rotatedFrom(path), undefined);
    });
  }
});

describe('paths of any kind', () => {
  const label = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
  const subdomain = fc.array(label, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.').slice(0, 253));
  const pod = subdomain.filter((name) => /[a-z0-9]$/.test(name));
  const uid = fc.oneof(fc.uuid(), fc.stringMatching(/^[0-9a-f]{32}$/));
  const restart = fc.nat();
  const root = fc.oneof(fc.constant('/var/log/pods'), fc.string());

  it('that are built as the kubelet does are parsed into the same parts', () => {
    fc.assert(
      fc.property(root, label, pod, uid, label, restart, (root, namespace, pod, uid, container, restart) => {
        const path = `${root}/${namespace}_${pod}_${uid}/${container}/${restart}.log`;
        assert.deepEqual(parsePodLogPath(path), { metadata: { namespace, pod, uid, container, restart } });
      }),
    );
  });

  it('never throw', () => {
    const pieces = fc.constantFrom('/', '_', '.', '-', '.log', '-json.log', ID, UID, HASH, 'a', '0', '.gz', '\n', '\0');
    const pieced = fc.array(pieces, { maxLength: 30 }).map((all) => all.join(''));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), pieced), (path) => {
        for (const parse of [parsePodLogPath, parseContainerLinkName, dockerContainerId, rotatedFrom]) parse(path);
      }),
    );
  });
});
