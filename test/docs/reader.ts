import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { readRepository, variablesOf } from '../examples/example-podtail.js';
import { type ReceivedRequest, startFakeHttpServer } from '../support/fake-http-server.js';
import { createNode } from '../support/node.js';
import { repositoryRoot } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** How a command has ended, and what it said. */
export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The machine of somebody who reads the documents in the repository's folder, and types what is there. */
export interface Reader {
  /** Runs a line in bash. Every server is the same one, and folders of the node are the reader's own. */
  run(line: string): Promise<CommandResult>;
}

/** What the documents' examples take for granted. */
const CONFIGURATION = `stateDir: /var/lib/podtail
sinks: [{ type: loki, url: http://loki:3100, labels: { namespace: '\${namespace}', cluster: west } }, { type: elasticsearch, url: http://elastic:9200 }]
transforms: [{ match: { namespace: [shop] }, redact: { builtin: email } }]
`;
const VECTOR = `[sources.pods]
type = "kubernetes_logs"

[sinks.out]
type = "blackhole"
inputs = ["pods"]
`;

const ALLOY = `loki.source.kubernetes "pods" {
  targets    = discovery.kubernetes.pods.targets
  forward_to = [loki.write.default.receiver]
}
discovery.kubernetes "pods" {
  role = "pod"
}
loki.write "default" {
  endpoint {
    url = "http://loki:3100/loki/api/v1/push"
  }
}
`;
/** What Loki refused. */
const LETTER = {
  ...{ time: '2026-11-23T11:00:00.000Z', sink: 'loki', id: 'file-0', reason: 'bad' },
  record: { labels: { namespace: 'shop' }, time: '1700000000000000000', line: 'hello', metadata: {} },
};
const SAMPLE = 'hello from me@example.com\nand on\n';

/** Makes one; `startPodtail` follows no log for ever, but reads all there is. */
export async function createReader(t: TestContext): Promise<Reader> {
  const folder = temporaryFolder(t);
  const { url } = await startFakeHttpServer(t, { answer });
  const [node, state, bin] = [createNode(folder), join(folder, 'state'), join(folder, 'bin')];
  const container = node.pod({ namespace: 'shop', pod: 'web-1' }).container('web', { runtime: 'cri' });
  container.start();
  container.lines(10);

  const here = (written: string): string =>
    written
      .replaceAll('/var/lib/podtail', state)
      .replaceAll('/run/promtail', folder)
      .replaceAll('/var/log/pods', node.pods)
      .replaceAll(/https?:\/\/[\w.:-]+/g, url);
  const write = (name: string, contents: string): void => writeFileSync(join(folder, name), contents);
  for (const name of [bin, join(state, 'dead-letters'), join(folder, 'examples/config')]) {
    mkdirSync(name, { recursive: true });
  }
  const configurations = readdirSync(join(repositoryRoot, 'examples/config')).map((name) => `examples/config/${name}`);
  for (const name of configurations) write(name, here(readFileSync(join(repositoryRoot, name), 'utf8')));
  write('podtail.yaml', here(CONFIGURATION));
  write('sample.log', SAMPLE);
  write('positions.yaml', `positions:\n  ${container.run.files.path}: "0"\n`);
  write('promtail.yaml', readRepository('test/fixtures/convert/promtail-files.yaml'));
  write('config.alloy', ALLOY);
  write('vector.toml', VECTOR);
  write('fluent-bit.yaml', readRepository('test/fixtures/convert/fluent-bit.yaml'));
  write('state/dead-letters/loki.ndjson', `${JSON.stringify(LETTER)}\n`);
  write('bin/podtail', `#!/bin/sh\nexec '${process.execPath}' '${join(repositoryRoot, 'bin/podtail.js')}' "$@"\n`);
  write('bin/docker', `#!/bin/sh\necho "a line of $2"\n`);
  for (const name of ['podtail', 'docker']) chmodSync(join(bin, name), 0o755);

  const written = configurations.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  const env = {
    PATH: `${bin}${delimiter}${process.env.PATH}`,
    PODTAIL_INCLUDE: join(node.pods, '*/*/*.log'),
    PODTAIL_ONCE: 'true',
    ...variablesOf(written),
  };
  return {
    async run(line) {
      const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', here(line)], { cwd: folder, env, timeout: 60_000 });
      child.stdin.end();
      const [status, stdout, stderr] = await Promise.all([
        new Promise<number | null>((resolve) => child.on('close', resolve)),
        text(child.stdout),
        text(child.stderr),
      ]);
      return { status, stdout, stderr };
    },
  };
}

/** What Loki, Elasticsearch, a collector and any server for JSON say when all is well. */
function answer({ path, body }: ReceivedRequest) {
  if (path.endsWith('/loki/api/v1/push')) return { status: 204 };
  const headers = { 'content-type': 'application/json' };
  if (!path.includes('/_bulk'))
    return { headers, body: JSON.stringify({ version: { number: '9.0.0' }, acknowledged: true }) };
  const count = body.toString().trimEnd().split('\n').length / 2;
  const items = Array.from({ length: count }, () => ({ create: { status: 201 } }));
  return { headers, body: JSON.stringify({ errors: false, items }) };
}
