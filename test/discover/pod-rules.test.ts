import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { podRefusal } from '../../src/discover/pod-rules.js';

const A = '11111111-1111-1111-1111-111111111111';
const B = '22222222-2222-2222-2222-222222222222';
const ID = 'c73e'.repeat(16);
const EVIL = `/var/log/pods/evil_x_${A}`;
const VICTIM = `/var/log/pods/bank_vault_${B}`;
const DOCKER = `/var/lib/docker/containers/${ID}/${ID}-json.log`;

describe('the target of the path of a log', () => {
  const cases: readonly (readonly [what: string, path: string, target: string, refusal: string | undefined])[] = [
    ['is the log itself', `${EVIL}/c/0.log`, `${EVIL}/c/0.log`, undefined],
    ['is one that Docker writes', `${EVIL}/c/0.log`, DOCKER, undefined],
    ['is another log of its container', `${EVIL}/c/1.log`, `${EVIL}/c/0.log`, undefined],
    ['is the log of another container of its pod', `${EVIL}/c/0.log`, `${EVIL}/d/0.log`, 'otherPod'],
    ['is a rotated log of another container', `${EVIL}/c/0.log.1`, `${EVIL}/d/0.log.20260101-000000.gz`, 'otherPod'],
    ['is another file in its pod’s folder', `${EVIL}/c/0.log`, `${EVIL}/0.log`, undefined],
    ['is another pod’s log', `${EVIL}/c/0.log`, `${VICTIM}/c/0.log`, 'otherPod'],
    ['is a rotated log of another pod', `${EVIL}/c/0.log`, `${VICTIM}/c/0.log.20260101-000000.gz`, 'otherPod'],
    ['is another file of another pod', `${EVIL}/c/0.log`, `${VICTIM}/dump`, 'otherPod'],
    ['is a log of another pod of the same name', `${EVIL}/c/0.log`, `/p/evil_x_${B}/c/0.log`, 'otherPod'],
    ['lies in a pod’s folder within another pod’s', `${EVIL}/bank_vault_${B}/c/0.log`, '/l/0.log', 'otherPod'],
    ['is a rotated file that links to another pod', `${EVIL}/c/0.log.1`, `${VICTIM}/c/0.log`, 'otherPod'],
    ['is the pod’s that the link’s name says', `/c/vault_bank_c-${ID}.log`, `${VICTIM}/c/0.log`, undefined],
    ['is not the pod’s that the link’s name says', `/c/x_evil_c-${ID}.log`, `${VICTIM}/c/0.log`, 'otherPod'],
    ['is not the container’s that the link’s name says', `/c/vault_bank_d-${ID}.log`, `${VICTIM}/c/0.log`, 'otherPod'],
    ['is a pod’s, by a path that says nothing', '/logs/app.log', `${VICTIM}/c/0.log`, undefined],
    ['belongs to no pod', '/logs/app.log', '/logs/app.log.real', undefined],
  ];
  for (const [what, path, target, refusal] of cases) {
    it(`${what}: ${refusal ?? 'read'}`, () => {
      assert.equal(podRefusal(path, { target, names: 1 }, false)?.refusal, refusal);
    });
  }
});

describe('a file that has several names', () => {
  const cases: readonly (readonly [what: string, path: string, target: string, isRead: boolean])[] = [
    ['in a pod’s folder', `${EVIL}/c/0.log`, `${EVIL}/c/0.log`, false],
    ['in a folder of Docker’s', `${EVIL}/c/0.log`, DOCKER, false],
    ['among the kubelet’s links', '/var/log/containers/x.log', '/var/log/containers/x.log', false],
    [
      'in the kubelet’s folder, under a path that names no pod',
      '/var/log/pods/x/y/0.log',
      '/var/log/pods/x/y/0.log',
      false,
    ],
    ['at the end of a pod’s link', `${EVIL}/c/0.log`, '/data/0.log', false],
    ['in a folder that has nothing to do with pods', '/logs/app.log', '/logs/app.log', true],
  ];
  for (const [what, path, target, isRead] of cases) {
    it(`${isRead ? 'is read' : 'is not read'} ${what}`, () => {
      const refusal = podRefusal(path, { target, names: 2 }, false);
      assert.equal(refusal?.refusal, isRead ? undefined : 'hardLink');
      assert.equal(podRefusal(path, { target, names: 2 }, true), undefined);
    });
  }
});
