import assert from 'node:assert/strict';
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { foldersTo, watchFiles } from '../../src/os/file-watch.js';
import { createAwaitedList } from '../support/awaited-list.js';
import { createSpokenDiagnostics } from '../support/spoken-diagnostics.js';
import { temporaryFolder } from '../support/temporary-folder.js';

function watched(t: TestContext, file: string) {
  const changes = createAwaitedList<number>({ deadline: 60_000, context: () => file });
  const watch = watchFiles([file], createSpokenDiagnostics(), () => changes.push(changes.items.length));
  t.after(() => watch.close());
  return changes;
}

test('a file is watched in its own folder and in those of the links on the way', (t) => {
  const root = temporaryFolder(t);
  for (const folder of ['real/v1', 'volume']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'real/v1/a.yaml'), '');
  symlinkSync('../real/v1', join(root, 'volume/..data'));
  symlinkSync('..data/a.yaml', join(root, 'volume/a.yaml'));
  symlinkSync('volume', join(root, 'current'));
  assert.deepEqual(foldersTo(join(root, 'real/v1/a.yaml')), [join(root, 'real/v1')]);
  assert.deepEqual(foldersTo(join(root, 'volume/a.yaml')), [join(root, 'volume'), join(root, 'real/v1')]);
  assert.deepEqual(foldersTo(join(root, 'current/a.yaml')), [root, join(root, 'volume'), join(root, 'real/v1')]);
  symlinkSync('round', join(root, 'round'));
  assert.ok(foldersTo(join(root, 'round')).includes(root), 'a link that leads to itself has an end');
});

test('a file that appears again, or whose folder is exchanged behind a link, is reported', async (t) => {
  const root = temporaryFolder(t);
  for (const folder of ['v1', 'v2']) {
    mkdirSync(join(root, folder));
    writeFileSync(join(root, folder, 'a.yaml'), folder);
  }
  symlinkSync('v1', join(root, 'current'));
  const changes = watched(t, join(root, 'current', 'a.yaml'));
  symlinkSync('v2', join(root, 'next'));
  renameSync(join(root, 'next'), join(root, 'current'));
  await changes.reach(1, 'the exchanged folder');
  renameSync(join(root, 'v2', 'a.yaml'), join(root, 'v2', 'b.yaml'));
  writeFileSync(join(root, 'v2', 'a.yaml'), 'v3');
  await changes.reach(2, 'the new file');
});
