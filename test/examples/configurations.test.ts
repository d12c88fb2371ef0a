import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { type FakeAnswer, type ReceivedRequest, startFakeHttpServer } from '../support/fake-http-server.js';
import { createNode } from '../support/node.js';
import { startPodtail } from '../support/podtail-process.js';
import { repositoryRoot } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { readRepository, runPodtail, variablesOf } from './example-podtail.js';

const CONFIGURATIONS = [
  ...readdirSync(join(repositoryRoot, 'examples/config'))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `examples/config/${name}`),
  'examples/compose/podtail.yaml',
];
const WORD = 'a-word-of-the-log';
const MODELINE = '# yaml-language-server: $schema=podtail.schema.json\n';

for (const file of CONFIGURATIONS) {
  const text = readRepository(file);
  const { sinks } = parse(text) as { sinks: readonly { type: string }[] };

  test(`${file} tells editors its schema, and podtail finds nothing wrong with it`, () => {
    assert.ok(text.startsWith(MODELINE));
    const { status, stdout, stderr } = runPodtail(['check', '-c', file], variablesOf(text));
    assert.deepEqual([status, stderr], [0, '']);
    for (const secret of Object.values(variablesOf(text))) assert.ok(!stdout.includes(secret));
  });

  // Options can point one sink elsewhere, not several.
  if (sinks.length > 1) continue;
  test(`${file} runs: the record gets to its sink, and the position is saved`, async (t) => {
    const root = temporaryFolder(t);
    const node = createNode(root);
    const container = node.pod({ namespace: 'shop', pod: 'web-1' }).container('nginx', { runtime: 'cri' });
    container.start();
    container.line(WORD);
    const server = await startFakeHttpServer(t, { answer });
    const state = join(root, 'state');
    const args = ['-c', file, '--once', '--include', join(node.pods, '*/*/*.log'), '--state-dir', state];
    const isLocal = sinks[0]!.type === 'stdout';
    if (!isLocal) args.push('--url', server.url);

    const podtail = startPodtail(args, { test: t, env: variablesOf(text) });
    const { code } = await podtail.exit();
    if (podtail.log.some((line) => line.includes('is not built yet'))) return t.skip('the sink is not built yet');
    assert.equal(code, 0, podtail.log.join('\n'));
    assert.ok(existsSync(join(state, 'positions.json')));
    const received = isLocal ? podtail.seen.map(({ message }) => message) : server.requests.map(({ body }) => body);
    assert.ok(received.some((part) => part.includes(WORD)));
  });
}

/** What a server of each kind says to a good request. */
function answer({ path, body }: ReceivedRequest): FakeAnswer {
  const type = { 'content-type': 'application/json' };
  if (path.endsWith('/_bulk')) {
    const items = Array.from({ length: body.toString().trim().split('\n').length / 2 }, () => ({
      create: { status: 201 },
    }));
    return { headers: type, body: JSON.stringify({ errors: false, items }) };
  }
  return path.endsWith('/push') ? { status: 204 } : { headers: type, body: '{}' };
}
