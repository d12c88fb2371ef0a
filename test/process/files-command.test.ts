import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { createNode } from '../support/node.js';
import { repositoryRoot } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { configArgs, nodeArgs } from './follow.js';
import { startPiped } from './pipe.js';

test('podtail files --json shows what would be read of each log, and why others would not be read', async (t) => {
  const root = temporaryFolder(t);
  const node = createNode(root);
  const [docker, cri] = (['docker', 'cri'] as const).map((runtime) => {
    const container = node.pod({ namespace: 'shop', pod: runtime }).container('app', { runtime });
    container.start();
    container.lines(20);
    container.rotate();
    container.lines(3);
    return container.run;
  });
  const [away, outside] = ['1.log', '2.log'].map((name) => join(dirname(cri!.files.path), name));
  symlinkSync('/nowhere', away!);
  symlinkSync('/etc/passwd', outside!);
  const { podtail, lines } = startPiped(t, ['files', '--json', ...nodeArgs(node)]);
  const listings = JSON.parse((await lines()).join('\n')) as unknown;
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
  const metadata = (run: typeof docker, restart = 0) => {
    const { namespace, pod, uid, container } = run!;
    return { namespace, pod, uid, container, restart };
  };
  const size = (path: string): number => statSync(path).size;
  const sinks = ['stdout'];
  assert.deepEqual(listings, [
    {
      path: cri!.files.path,
      metadata: metadata(cri),
      sinks,
      target: cri!.files.path,
      size: size(cri!.files.path),
      format: 'cri',
      offset: 0,
    },
    { path: away, metadata: metadata(cri, 1), sinks, problem: 'the file that it leads to does not exist' },
    {
      path: outside,
      metadata: metadata(cri, 2),
      sinks,
      problem: 'it leads to /etc/passwd, outside the allowed folders; --allow-target allows one',
    },
    {
      path: docker!.files.path,
      metadata: metadata(docker),
      sinks,
      containerId: docker!.files.containerId,
      target: docker!.files.liveFile,
      size: size(docker!.files.liveFile),
      format: 'docker',
      offset: 0,
    },
  ]);
});

test('podtail files lists a log that no sink takes as such, and the sinks of the others', async (t) => {
  const root = temporaryFolder(t);
  const node = createNode(root);
  for (const namespace of ['ops', 'shop', 'test']) {
    node.pod({ namespace, pod: 'web' }).container('app', { runtime: 'cri' }).start();
  }
  const config = `sinks:
  - { type: 'null', name: shop, match: { namespace: [shop] } }
  - { type: 'null', name: both, match: { namespace: [shop, ops] } }
`;
  const { lines } = startPiped(t, ['files', '--json', ...nodeArgs(node), ...configArgs(root, config)]);
  const listings = JSON.parse((await lines()).join('\n')) as { sinks: string[]; problem?: string; size?: number }[];
  assert.deepEqual(
    listings.map(({ sinks, problem }) => ({ sinks, problem })),
    [
      { sinks: ['both'], problem: undefined },
      { sinks: ['shop', 'both'], problem: undefined },
      { sinks: [], problem: 'no sink takes it' },
    ],
  );
});

test('podtail positions shows how far each file is settled, and what was added since; podtail files shows where reading resumes', async (t) => {
  const root = temporaryFolder(t);
  const node = createNode(root);
  const state = ['--state-dir', join(root, 'state')];
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'docker' });
  const { files } = container.start();
  container.lines(20);
  const settled = statSync(files.liveFile).size;
  const { lines } = startPiped(t, ['--once', ...nodeArgs(node), ...state]);
  await lines();
  container.lines(5);
  const size = statSync(files.liveFile).size;
  container.rotate();
  container.lines(2);
  const ask = async (command: string): Promise<unknown> => {
    const { lines } = startPiped(t, [command, '--json', ...nodeArgs(node), ...state]);
    return JSON.parse((await lines()).join('\n'));
  };
  const { namespace, pod, uid } = container.run;
  const metadata = { namespace, pod, uid, container: 'app', restart: 0 };
  const rotated = {
    path: files.path,
    metadata,
    target: `${files.liveFile}.1`,
    state: 'rotated',
    offset: settled,
    size,
  };
  assert.deepEqual(await ask('positions'), [{ ...rotated, lagBytes: size - settled }]);
  assert.equal(((await ask('files')) as { offset: number }[])[0]?.offset, 0, 'the live file is a new one');
  await startPiped(t, ['--once', ...nodeArgs(node), ...state]).lines();
  const live = statSync(files.liveFile).size;
  assert.equal(((await ask('files')) as { offset: number }[])[0]?.offset, live);
  const short = await startPiped(t, ['positions', ...nodeArgs(node), ...state]).lines();
  assert.equal(short[0], 'LOG           RESTART  BYTES  LAG  STATE');
  assert.match(short.at(-1)!, new RegExp(`^shop/web/app  0        ${live} +0 +live$`));
  const table = await startPiped(t, ['positions', '--wide', ...nodeArgs(node), ...state]).lines();
  assert.match(table[0]!, /^STATE +OFFSET +BYTES +LAG +PATH +TARGET +PROBLEM$/);
  assert.match(table.at(-1)!, new RegExp(`^live +${live} +${live} +0 `));
  const elsewhere = await startPiped(t, ['positions', '--json', ...state]).lines();
  const unseen = JSON.parse(elsewhere.join('\n')).at(-1);
  assert.deepEqual([unseen.state, unseen.offset], ['unseen', live], 'where the folders are not those of podtail');
  assert.match(unseen.problem, /outside the allowed folders/);
  writeFileSync(join(root, 'state', 'positions.json'), '{');
  const { podtail } = startPiped(t, ['positions', ...nodeArgs(node), ...state]);
  assert.deepEqual(await podtail.exit(), { code: 1, signal: null });
  assert.match(podtail.log.join('\n'), /positions\.json is damaged/);
});

test('podtail files says why a log is not read in what is left of 100 columns, and explains it by the name that it shows', async (t) => {
  const root = temporaryFolder(t);
  const node = createNode(root);
  const container = node.pod({ namespace: 'shop', pod: 'web-1' }).container('app', { runtime: 'cri' });
  container.start();
  container.lines(1);
  const path = join(dirname(container.run.files.path), '1.log');
  const args = ['--sink', 'null', ...nodeArgs(node)];
  symlinkSync('/nowhere', path);
  const { lines } = startPiped(t, ['files', ...args]);
  assert.match((await lines())[2]!, /^shop\/web-1\/app .* not read: the file that it leads to does not exist$/);
  const explained = startPiped(t, ['files', '--explain', 'shop/web-1/app', ...args]);
  const [shown, , isRead] = await explained.lines();
  assert.deepEqual([shown, isRead], [path, '  is not read: the file that it leads to does not exist']);
  const line = [join(repositoryRoot, 'bin', 'podtail.js'), 'files', '--explain', relative(root, path), ...args];
  const byPath = spawnSync(process.execPath, line, { cwd: root, encoding: 'utf8' });
  assert.equal(byPath.stdout.split('\n')[0], path, 'the relative path of a dangling link is no name');
  const unknown = startPiped(t, ['files', '--explain', 'shop/web-2/app', ...args]);
  assert.deepEqual(await unknown.podtail.exit(), { code: 1, signal: null });
  assert.match(unknown.podtail.log.join('\n'), /no log has the name shop\/web-2\/app; podtail files lists the names/);
});
