import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { resolveSource } from '../../src/discover/discovery.js';
import { createNode } from '../support/node.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { touch } from './files.js';

const UID = '2681cb7f-daa4-4620-bb60-1d449709181c';

describe('a source that is resolved again', () => {
  it('has the present target of its link', (t) => {
    const node = createNode(temporaryFolder(t));
    const pod = node.pod({ namespace: 'default', pod: 'web', uid: UID });
    const container = pod.container('app', { runtime: 'docker' });
    const first = container.start().files;
    const second = container.restart().files;
    fs.rmSync(first.path);
    fs.symlinkSync(path.relative(path.dirname(first.path), second.liveFile), first.path);
    const source = resolveSource(first.path, {});
    assert.equal(source.containerId, second.containerId);
    assert.equal(source.metadata.restart, 0);
  });

  it('follows a relative link from its real folder', (t) => {
    const folder = temporaryFolder(t);
    touch(folder, `real/pods/default_web_${UID}/app/0.log`);
    fs.mkdirSync(path.join(folder, 'real/links'));
    fs.symlinkSync(`../pods/default_web_${UID}/app/0.log`, path.join(folder, 'real/links/a.log'));
    fs.symlinkSync('real/links', path.join(folder, 'links'));
    assert.equal(resolveSource(path.join(folder, 'links/a.log'), {}).metadata.pod, 'web');
  });

  it('has the metadata of the configuration if the file is missing', () => {
    const metadata = { pod: 'own' };
    const source = { path: '/no/such/file', metadata, writtenByRuntime: false };
    assert.deepEqual(resolveSource('/no/such/file', metadata), source);
  });
});
