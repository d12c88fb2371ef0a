import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { makeFolder } from '../../src/os/make-folder.js';
import { temporaryFolder } from '../support/temporary-folder.js';

describe('making a folder', () => {
  it('creates missing parents too, all for the owner only', (t) => {
    const root = temporaryFolder(t);
    makeFolder(join(root, 'a', 'b', 'c'));
    for (const folder of ['a', 'a/b', 'a/b/c']) assert.equal(statSync(join(root, folder)).mode & 0o777, 0o700);
  });

  it('does not change an existing folder, also behind a link', (t) => {
    const root = temporaryFolder(t);
    mkdirSync(join(root, 'there'));
    chmodSync(join(root, 'there'), 0o755);
    symlinkSync('there', join(root, 'link'));
    makeFolder(join(root, 'there'));
    makeFolder(join(root, 'link'));
    assert.equal(statSync(join(root, 'there')).mode & 0o777, 0o755);
    makeFolder('/');
  });

  it('reports why it failed if something else is in its place or on the way', (t) => {
    const root = temporaryFolder(t);
    writeFileSync(join(root, 'file'), '');
    symlinkSync('nowhere', join(root, 'dangling'));
    assert.throws(() => makeFolder(join(root, 'file')), { code: 'EEXIST' });
    assert.throws(() => makeFolder(join(root, 'file', 'below')), { code: 'ENOTDIR' });
    assert.throws(() => makeFolder(join(root, 'dangling')), { code: 'EEXIST' });
    assert.throws(() => makeFolder(join(root, 'dangling', 'below')), { code: 'EEXIST' });
  });

  it('ends if the system accepts no new names', { skip: process.platform !== 'linux' }, () => {
    assert.throws(() => makeFolder('/proc/podtail'), { code: 'ENOENT' });
    assert.throws(() => makeFolder('/proc/podtail/below'), { code: 'ENOENT' });
  });
});
