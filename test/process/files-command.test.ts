import assert from 'node:assert/strict';
import { statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { createNode } from '../support/node.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { nodeArgs } from './follow.js';
import { startPiped } from './pipe.js';

test('podtail files --json says of each log what would be read, and of the others why not', async (t) => {
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
  assert.deepEqual(listings, [
    {
      path: cri!.files.path,
      metadata: metadata(cri),
      target: cri!.files.path,
      size: size(cri!.files.path),
      format: 'cri',
    },
    { path: away, metadata: metadata(cri, 1), problem: 'the file that it leads to does not exist' },
    {
      path: outside,
      metadata: metadata(cri, 2),
      problem: 'it leads to /etc/passwd, outside the allowed folders; --allow-target adds one',
    },
    {
      path: docker!.files.path,
      metadata: metadata(docker),
      containerId: docker!.files.containerId,
      target: docker!.files.liveFile,
      size: size(docker!.files.liveFile),
      format: 'docker',
    },
  ]);
});
