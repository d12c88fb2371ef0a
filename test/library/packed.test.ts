import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { blocksOf } from '../docs/document.js';
import { readRepository } from '../examples/example-podtail.js';
import { repositoryRoot } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { install, run } from './project.js';

const EXAMPLE = 'examples/library/own-sink.ts';
const STRICT = {
  compilerOptions: {
    target: 'ES2023',
    module: 'NodeNext',
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
  },
  files: ['own-sink.ts', 'document.ts', 'replay.ts'],
};

/** What the document's replay imports. */
const SINK = `import { defineSink } from 'podtail';
export const archive = defineSink({ name: 'archive', send: async () => ({ kind: 'delivered' }) });
`;

test('the example of a custom sink and the programs of docs/library.md type-check; the example runs in a project with podtail’s tarball', (t) => {
  const project = temporaryFolder(t);
  install(project);
  copyFileSync(join(repositoryRoot, EXAMPLE), join(project, 'own-sink.ts'));
  const blocks = blocksOf(readRepository('docs/library.md'), 'ts');
  writeFileSync(join(project, 'document.ts'), blocks[0]!);
  writeFileSync(join(project, 'replay.ts'), blocks.find((block) => block.includes('replayFile'))!);
  writeFileSync(join(project, 'archive.ts'), SINK);
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(STRICT));
  run(project, process.execPath, [join(repositoryRoot, 'node_modules/typescript/bin/tsc')]);

  const [logs, archive] = [join(project, 'logs'), join(project, 'archive')];
  for (const folder of [logs, archive]) mkdirSync(folder);
  writeFileSync(join(logs, 'app.log'), 'one\ntwo\n');
  const args = ['own-sink.js', archive, join(logs, '*.log')];
  assert.equal(run(project, process.execPath, args), '2 records archived\n');
  assert.equal(run(project, process.execPath, args), '0 records archived\n');
  const [file] = readdirSync(archive).filter((name) => name.endsWith('.gz'));
  const lines = gunzipSync(readFileSync(join(archive, file!))).toString();
  const records = lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { message: string });
  assert.deepEqual(
    records.map(({ message }) => message),
    ['one', 'two'],
  );
});

test('the tarball exports nothing but podtail itself', (t) => {
  const project = temporaryFolder(t);
  install(project);
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
  writeFileSync(
    join(project, 'deep.js'),
    "await import('podtail/dist/pipeline.js').catch(({ code }) => console.log(code));",
  );
  assert.equal(run(project, process.execPath, ['deep.js']), 'ERR_PACKAGE_PATH_NOT_EXPORTED\n');
});
