import assert from 'node:assert/strict';
import { get } from 'node:http';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createCertificateAuthority } from '../support/certificates.js';
import type { Container } from '../support/container.js';
import { freePorts } from '../support/free-ports.js';
import { type PodtailProcess, startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { follow } from './follow.js';

/** A podtail that follows one container, serves its status, and throws the records away. */
function followOne(t: TestContext, config: string) {
  let container: Container | undefined;
  const followed = follow(t, {
    config: `listen: 127.0.0.1:0\nsinks: [{ type: 'null' }]\n${config}`,
    before(node) {
      container = node.pod({ namespace: 'shop', pod: 'web-1' }).container('app', { runtime: 'docker' });
      container.start();
    },
  });
  return { ...followed, container: container! };
}

async function addressOf(podtail: PodtailProcess): Promise<string> {
  const line = await podtail.logLine(/the status is served at/);
  return new URL((JSON.parse(line) as { url: string }).url).origin;
}

function look(t: TestContext, command: 'tail' | 'top', ...args: readonly string[]): PodtailProcess {
  return startPodtail([command, ...args], { test: t });
}

/** Writes lines until the tail shows one: then it is connected. */
async function connected(tail: PodtailProcess, container: Container): Promise<void> {
  while (tail.seen.length === 0) {
    container.line('is anybody there?');
    await delay(20);
  }
}

test('podtail tail shows the shipped records, over a rotation and a restart of the container', async (t) => {
  const { podtail, container } = followOne(t, 'liveTail: true');
  const tail = look(t, 'tail', '--connect', await addressOf(podtail), '--namespace', 'shop');
  await connected(tail, container);
  container.line('before the rotation');
  container.rotate();
  container.line('after the rotation');
  container.restart();
  container.line('after the restart');
  await tail.record(({ message }) => message === 'after the restart');
  const messages = tail.seen.map(({ message, restart }) => [message, restart]);
  assert.deepEqual(
    messages.filter(([message]) => message !== 'is anybody there?'),
    [
      ['before the rotation', 0],
      ['after the rotation', 0],
      ['after the restart', 1],
    ],
  );
  podtail.signal('SIGTERM');
  assert.equal((await tail.exit()).code, 1);
  await tail.logLine(/podtail has ended the connection|the connection has ended/);
});

test('podtail tail is off unless the configuration turns it on, and the error says how', async (t) => {
  const { podtail } = followOne(t, '');
  const tail = look(t, 'tail', '--connect', await addressOf(podtail));
  assert.equal((await tail.exit()).code, 1);
  await tail.logLine(/status 404: the live tail is off; liveTail: true in the configuration/);
});

test('podtail tail takes the token and the certificate from the configuration of the running podtail', async (t) => {
  const folder = temporaryFolder(t);
  const { cert, key } = createCertificateAuthority(folder).issue('podtail.example.com');
  const [port] = await freePorts(1);
  const config = `liveTail: true\nstatusAccess: { token: a-secret, cert: ${cert}, key: ${key} }\n`;
  const { podtail, root } = follow(t, { config: `listen: 127.0.0.1:${port}\nsinks: [{ type: 'null' }]\n${config}` });
  const address = await addressOf(podtail);
  const top = look(t, 'top', '--config', join(root, 'podtail.yaml'), '--once', '--json');
  assert.equal((await top.exit()).code, 0, top.log.join('\n'));
  const refused = look(t, 'top', '--connect', address, '--once');
  assert.equal((await refused.exit()).code, 1);
  await refused.logLine(/cannot connect to .*certificate/i);
});

test('without the token nothing is shown', async (t) => {
  const { podtail } = followOne(t, 'liveTail: true\nstatusAccess: { token: a-secret }');
  const address = await addressOf(podtail);
  for (const command of ['tail', 'top'] as const) {
    const asked = look(t, command, '--connect', address);
    assert.equal((await asked.exit()).code, 1);
    await asked.logLine(/requires a token: set --token-file FILE, or PODTAIL_TOKEN/);
  }
});

test('a stuck viewer does not delay delivery', async (t) => {
  const { podtail, container } = followOne(t, 'liveTail: true');
  const address = await addressOf(podtail);
  const stuck = get(`${address}/tail`);
  t.after(() => stuck.destroy());
  await new Promise((resolve) => stuck.once('response', resolve));
  // More than the connection holds: its buffers on both sides take some megabytes.
  const text = 'x'.repeat(1000);
  for (let line = 0; line < 20_000; line++) container.line(text);
  let delivered = 0;
  while (delivered < 20_000) {
    const status = (await (await fetch(`${address}/status.json`)).json()) as { counters: { delivered: number } };
    ({ delivered } = status.counters);
  }
});

test('podtail top shows logs and sinks once, as text and as JSON', async (t) => {
  const { podtail, container } = followOne(t, '');
  const address = await addressOf(podtail);
  container.line('one');
  const text = look(t, 'top', '--connect', address, '--once');
  assert.equal((await text.exit()).code, 0, text.log.join('\n'));
  assert.match(
    text.notJson.join('\n'),
    /^podtail \S+, up .*\n.*\n\nSINK .*\nnull +up .*\n\nLOG, by lag .*\nshop\/web-1\/app +0 /,
  );
  const json = look(t, 'top', '--connect', address, '--once', '--json');
  assert.equal((await json.exit()).code, 0);
  const [view] = json.seen as unknown as { logs: { path: string }[]; sinks: { name: string }[] }[];
  assert.deepEqual([view?.logs.length, view?.sinks[0]?.name], [1, 'null']);
});

test('an unreachable podtail is reported, with what to check', async (t) => {
  const top = look(t, 'top', '--connect', '127.0.0.1:1', '--once');
  assert.equal((await top.exit()).code, 1);
  await top.logLine(/cannot connect to http:\/\/127\.0\.0\.1:1 .*check that podtail runs there with listen/);
  const none = look(t, 'tail');
  assert.equal((await none.exit()).code, 1);
  await none.logLine(/no podtail is named; set --connect ADDRESS, or --config FILE/);
});
