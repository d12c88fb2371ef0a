import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { parse } from 'yaml';
import { startFakeElasticsearch } from '../support/fake-elasticsearch.js';
import { startFakeHttpServer } from '../support/fake-http-server.js';
import { startFakeLoki } from '../support/fake-loki.js';
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
const MODELINE = '# yaml-language-server: $schema=podtail.schema.json\n';
const WORD = 'a-word-of-the-log';

for (const file of CONFIGURATIONS) {
  const text = readRepository(file);
  const types = (parse(text) as { sinks: readonly { type: string }[] }).sinks.map(({ type }) => type);

  test(`${file} names its schema for editors, and is valid`, () => {
    assert.ok(text.startsWith(MODELINE));
    const { status, stdout, stderr } = runPodtail(['check', '-c', file], variablesOf(text));
    // Where labels of pods come from is no complaint.
    const complaints = stderr.replace(/^.*labels and annotations of pods come from .*\n/, '');
    assert.deepEqual([status, complaints], [0, '']);
    for (const secret of Object.values(variablesOf(text))) assert.ok(!stdout.includes(secret));
  });

  // Options can point one sink elsewhere, not several.
  if (types.length > 1) continue;
  test(`${file} runs: the record reaches its sink, and the position is saved`, async (t) => {
    const root = temporaryFolder(t);
    const node = createNode(root);
    const container = node.pod({ namespace: 'shop', pod: 'web-1' }).container('nginx', { runtime: 'cri' });
    container.start();
    container.line(WORD);
    const server = await startServer(t, types[0]!);
    const state = join(root, 'state');
    const args = ['-c', file, '--once', '--include', join(node.pods, '*/*/*.log'), '--state-dir', state];
    if (server !== undefined) args.push('--url', server.url);

    const podtail = startPodtail(args, { test: t, env: variablesOf(text) });
    const { code } = await podtail.exit();
    assert.equal(code, 0, podtail.log.join('\n'));
    assert.ok(existsSync(join(state, 'positions.json')));
    assert.deepEqual(server?.received() ?? podtail.seen.map(({ message }) => message), [WORD]);
  });
}

interface ExampleServer {
  readonly url: string;
  /** The messages that it has taken. */
  received(): unknown[];
}

/** A server for a kind of sink; none for standard output. */
async function startServer(t: TestContext, type: string): Promise<ExampleServer | undefined> {
  switch (type) {
    case 'stdout':
      return undefined;
    case 'loki': {
      const { url, taken } = await startFakeLoki(t);
      return { url, received: () => taken.map(({ line }) => line) };
    }
    case 'elasticsearch': {
      const { url, documents } = await startFakeElasticsearch(t);
      return { url, received: () => documents.map(({ message }) => message) };
    }
    default: {
      const { url, requests } = await startFakeHttpServer(t);
      return { url, received: () => requests.map(({ body }) => (body.includes(WORD) ? WORD : body.toString())) };
    }
  }
}
