import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLogSource, followLinks } from '../../src/discover/log-source.js';
import type { LogSource, PodMetadata } from '../../src/record/log-source.js';

const UID = '2681cb7f-daa4-4620-bb60-1d449709181c';
const ID = 'c73e'.repeat(16);
const POD = `/var/log/pods/default_web_${UID}/app/7.log`;
const LEGACY = `/var/log/containers/web_default_app-${ID}.log`;
const DOCKER = `/var/lib/docker/containers/${ID}/${ID}-json.log`;
const ALL: PodMetadata = { namespace: 'default', pod: 'web', uid: UID, container: 'app', restart: 7 };
const CONFIGURED: PodMetadata = { namespace: 'own', pod: 'sidecar', uid: 'u' };

type Links = Readonly<Record<string, string>>;

function sourceAt(path: string, links: Links): LogSource {
  return createLogSource(path, CONFIGURED, (link) => links[link]);
}

describe('the source of a log', () => {
  const rows: readonly (readonly [what: string, path: string, links: Links, source: Omit<LogSource, 'path'>])[] = [
    ['a CRI file', POD, {}, { metadata: ALL, writtenByRuntime: true }],
    ['a link to Docker’s file', POD, { [POD]: DOCKER }, { metadata: ALL, writtenByRuntime: true, containerId: ID }],
    [
      'a legacy link to a link to Docker’s file',
      LEGACY,
      { [LEGACY]: POD, [POD]: DOCKER },
      { metadata: ALL, writtenByRuntime: true, containerId: ID },
    ],
    ['a legacy link to a CRI file', LEGACY, { [LEGACY]: POD }, { metadata: ALL, writtenByRuntime: true }],
    [
      'a legacy link that leads to Docker’s file at once',
      LEGACY,
      { [LEGACY]: DOCKER },
      { metadata: { namespace: 'default', pod: 'web', container: 'app' }, writtenByRuntime: true, containerId: ID },
    ],
    ['a link of another name to a CRI file', '/logs/a', { '/logs/a': POD }, { metadata: ALL, writtenByRuntime: true }],
    ['Docker’s file itself', DOCKER, {}, { metadata: CONFIGURED, writtenByRuntime: true, containerId: ID }],
    ['a file of another name', '/logs/app.log', {}, { metadata: CONFIGURED, writtenByRuntime: false }],
    [
      'a link that leads to itself by way of a pod’s log',
      '/logs/a',
      { '/logs/a': POD, [POD]: '/logs/a' },
      { metadata: ALL, writtenByRuntime: true },
    ],
  ];
  for (const [what, path, links, source] of rows) {
    it(`is derived from ${what}`, () => assert.deepEqual(sourceAt(path, links), { path, ...source }));
  }

  it('is the container whose file was opened, wherever the links lead now (8: a symlink is retargeted)', () => {
    const opened = DOCKER.replaceAll('c73e', 'ffff');
    const source = createLogSource(POD, CONFIGURED, (link) => ({ [POD]: DOCKER })[link], opened);
    assert.equal(source.containerId, 'ffff'.repeat(16));
  });
});

describe('following links', () => {
  it('visits each hop', () => {
    const links: Links = { '/a': '/b', '/b': '/c' };
    assert.deepEqual(
      followLinks('/a', (link) => links[link]),
      ['/a', '/b', '/c'],
    );
  });

  it('ends at a circle of links', () => {
    const links: Links = { '/a': '/b', '/b': '/c', '/c': '/b' };
    assert.deepEqual(
      followLinks('/a', (link) => links[link]),
      ['/a', '/b', '/c'],
    );
    assert.deepEqual(
      followLinks('/a', (link) => link),
      ['/a'],
    );
  });

  it('ends after forty links', () => {
    const hops = followLinks('/', (link) => `${link}a`);
    assert.equal(hops.length, 41);
  });
});
