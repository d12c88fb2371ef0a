import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { endWell } from './assert-shipped.js';

const FILES = 5_000;
const DESCRIPTORS = 1024;

/** A user namespace of its own has watches of its own to run out of. */
const NO_WATCHES = ['unshare', '--user', '--map-root-user'];
const canUnshare = spawnSync(NO_WATCHES[0]!, [...NO_WATCHES.slice(1), 'true']).status === 0;

const CASES = [
  { name: '', within: ['sh', '-c', `ulimit -n ${DESCRIPTORS}; exec "$@"`, 'sh'], skip: false },
  {
    name: ', and no inotify watch left',
    within: [
      ...NO_WATCHES,
      ...['sh', '-c', `echo 0 >/proc/sys/user/max_inotify_watches; ulimit -n ${DESCRIPTORS}; exec "$@"`, 'sh'],
    ],
    skip: canUnshare ? false : 'needs user namespaces',
  },
];

for (const { name, within, skip } of CASES) {
  test(`5,000 files at ulimit -n 1024${name}: each line arrives once, also from new, rotated and appended files (17: descriptor and inotify limits)`, {
    skip,
  }, async (t) => {
    const root = temporaryFolder(t);
    const files = Array.from({ length: FILES }, (_, number) => {
      const folder = join(root, `pod-${number % 100}`);
      if (number < 100) mkdirSync(folder);
      return join(folder, `${number}.log`);
    });
    for (const [number, file] of files.entries()) writeFileSync(file, `first ${number}\n`);
    const podtail = startPodtail(['--include', join(root, '*', '*.log')], { test: t, within, deadline: 300_000 });
    await podtail.records(FILES);
    const open = readdirSync(`/proc/${podtail.pid}/fd`).length;
    assert.ok(open < DESCRIPTORS, `${open} descriptors are open`);
    for (const [number, file] of files.entries()) appendFileSync(file, `second ${number}\n`);
    await podtail.records(2 * FILES);
    for (const [number, file] of files.slice(0, 500).entries()) {
      appendFileSync(file, `last ${number}\n`);
      renameSync(file, `${file}.1`);
      writeFileSync(file, `new ${number}\n`);
    }
    for (const file of files.slice(500, 700)) rmSync(file);
    const late = join(root, 'pod-0', 'late.log');
    writeFileSync(late, 'late\n');
    const records = await podtail.records(2 * FILES + 1_001);
    await endWell(podtail);
    const expected = [
      ...files.flatMap((_, number) => [`first ${number}`, `second ${number}`]),
      ...files.slice(0, 500).flatMap((_, number) => [`last ${number}`, `new ${number}`]),
      'late',
    ];
    assert.deepEqual(records.map(({ message }) => message).sort(), expected.sort());
    const warnings = podtail.log.filter((line) => line.includes('"level":"warn"'));
    assert.ok(warnings.length <= (name === '' ? 0 : 1), warnings.slice(0, 5).join('\n'));
  });
}
