import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { readRepository } from '../examples/example-podtail.js';
import { repositoryRoot } from '../support/repository.js';
import { documents } from './document.js';

const { version } = JSON.parse(readRepository('package.json')) as { version: string };
/** `## Unreleased`, then `## [1.2.3] - 2026-01-31`, the newest first. */
const headings = [...readRepository('CHANGELOG.md').matchAll(/^## (.*)$/gm)].map((match) => match[1]!);
const releases = headings.flatMap((heading) => {
  const [, name, date] = /^\[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})$/.exec(heading) ?? [];
  return name === undefined ? [] : [{ name, date: date! }];
});

/** The tags of this commit that name a version; none where this is no clone. */
function versionTags(): string[] {
  const { status, stdout } = spawnSync('git', ['tag', '--points-at', 'HEAD'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
  });
  return status === 0 ? stdout.split('\n').filter((tag) => /^v\d/.test(tag)) : [];
}

test('the lock file has the version of the package', () => {
  const lock = JSON.parse(readRepository('package-lock.json')) as {
    version: string;
    packages: { '': { version: string } };
  };
  assert.deepEqual([lock.version, lock.packages[''].version], [version, version]);
});

test('the documents and examples name only this version of the tarball and the image', () => {
  const files = [
    ...documents,
    'examples/docker/Dockerfile',
    'examples/kubernetes/daemonset.yaml',
    'examples/kubernetes/sidecar.yaml',
  ];
  for (const file of files) {
    for (const [named, , found] of readRepository(file).matchAll(/\bpodtail([-:])(\d+\.\d+\.\d+)\b/g)) {
      assert.equal(found, version, `${file}: ${named}`);
    }
  }
});

test('the changelog begins with unreleased changes, and has dated releases, newest first', () => {
  assert.equal(headings[0], 'Unreleased');
  assert.equal(releases.length, headings.length - 1, headings.join('\n'));
  assert.deepEqual(
    releases,
    releases.toSorted((a, b) => (a.date < b.date ? 1 : -1)),
  );
});

test('a commit with a version tag has that version, and its entry in the changelog', () => {
  for (const tag of versionTags()) assert.deepEqual([tag, releases[0]?.name], [`v${version}`, version]);
});

test('the version of the package is not older than the newest release', () => {
  const newest = releases[0]?.name ?? '0.0.0';
  assert.ok(version.localeCompare(newest, 'en', { numeric: true }) >= 0, `${version} < ${newest}`);
});
