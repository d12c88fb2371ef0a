import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startLogCollector } from '../support/log-collector.js';
import { createNode } from '../support/node.js';
import { startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { configArgs, nodeArgs } from './follow.js';

const SECRET = /jane|MIIEowIBAAKCAQEA/;

test('redacted text does not leave the process: not to sinks, dead letters, positions or the log', async (t) => {
  const root = temporaryFolder(t);
  const collector = await startLogCollector(t);
  const bodies: string[] = [];
  // As a server may that shows what it does not take.
  collector.answer = ({ body }) => {
    bodies.push(body.toString('utf8'));
    return { status: 400, body };
  };
  const node = createNode(root);
  const container = node.pod({ namespace: 'shop', pod: 'web' }).container('app', { runtime: 'docker' });
  container.start();
  for (const line of [
    'from jane@example.org',
    '{"msg":"x","user":{"mail":"jane@example.org"}}',
    '-----BEGIN PRIVATE KEY-----',
    'MIIEowIBAAKCAQEA',
    '-----END PRIVATE KEY-----',
  ])
    container.line(line);
  container.line('-----BEGIN PRIVATE KEY-----');
  container.unfinished('MIIEowIBAAKCAQEA', 'stdout');
  const state = join(root, 'state');
  const config = `
transforms: [{ json: { under: app }, redact: { builtin: [email, privateKey] } }]
sinks: [{ type: http, url: '${collector.url}' }]
stateDir: ${state}
listen: 127.0.0.1:0
`;
  const podtail = startPodtail([...nodeArgs(node), ...configArgs(root, config), '--once'], { test: t });
  assert.deepEqual(await podtail.exit(), { code: 0, signal: null }, podtail.log.join('\n'));
  const kept = readdirSync(state, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => [name, readFileSync(join(parentPath, name), 'utf8')] as const);
  const letters = kept
    .find(([name]) => name === 'http.ndjson')![1]
    .trimEnd()
    .split('\n');
  assert.equal(letters.length, 4, 'a record for each line, but one for all of a key');
  for (const [what, text] of [['requests', bodies.join('\n')], ['log', podtail.log.join('\n')], ...kept] as const) {
    assert.doesNotMatch(text, SECRET, what);
  }
  assert.ok(bodies.length > 0 && podtail.log.some((line) => line.includes('400')));
});
