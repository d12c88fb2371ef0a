import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { commandsOf } from '../docs/document.js';
import { repositoryRoot } from '../support/repository.js';
import { readRepository, runPodtail } from './example-podtail.js';

const DOCUMENT = 'docs/deployment.md';
const text = readRepository(DOCUMENT);

test(`every file that the commands of ${DOCUMENT} name exists`, () => {
  const named = commandsOf(text).flatMap((command) => command.split(/\s+/).filter((word) => /^examples\//.test(word)));
  assert.ok(named.length > 5);
  for (const path of named) assert.ok(existsSync(join(repositoryRoot, path)), path);
});

test(`${DOCUMENT} names this version`, () => {
  const { version } = JSON.parse(readRepository('package.json')) as { version: string };
  const versions = [...text.matchAll(/podtail[:-](\d+\.\d+\.\d+)/g)].map((match) => match[1]);
  assert.ok(versions.length > 2);
  assert.deepEqual([...new Set(versions)], [version]);
});

test('the systemd unit starts podtail with valid options, and lets it stop cleanly', () => {
  const unit = readRepository('examples/systemd/podtail.service');
  const configuration = 'examples/config/stdout.yaml';
  const [, check] = /^ExecStartPre=\/usr\/bin\/podtail (.*)$/m.exec(unit)!;
  const [, run] = /^ExecStart=\/usr\/bin\/podtail (.*)$/m.exec(unit)!;
  for (const line of [check!, `check ${run}`]) {
    const args = line.replace('/etc/podtail/podtail.yaml', configuration).split(' ');
    const { status, stderr } = runPodtail(args, { PODTAIL_LISTEN: /PODTAIL_LISTEN=(\S+)/.exec(unit)![1] });
    assert.deepEqual([status, stderr], [0, '']);
  }
  assert.ok(Number(/^TimeoutStopSec=(\d+)s$/m.exec(unit)![1]) > 10);
});
