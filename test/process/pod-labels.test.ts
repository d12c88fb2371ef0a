import assert from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type FakeKubelet, podList, startFakeKubelet } from '../support/fake-kubelet.js';
import { startFakeLoki } from '../support/fake-loki.js';
import { createNode, type Node } from '../support/node.js';
import { type PodtailProcess, startPodtail } from '../support/podtail-process.js';
import { repositoryRoot } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { configArgs, nodeArgs } from './follow.js';

async function end(podtail: PodtailProcess): Promise<void> {
  podtail.signal('SIGTERM');
  await podtail.exit();
}

interface Room {
  readonly root: string;
  readonly node: Node;
  readonly kubelet: FakeKubelet;
  readonly stateDir: string;
  /** @param config further lines of the configuration; `kubernetes` is added to */
  start(options?: StartOptions): PodtailProcess;
  /** A pod with one line in its log, that the kubelet knows unless told otherwise. */
  pod(name: string, options?: PodOptions): { readonly uid: string; line(text: string): void; remove(): void };
}

interface StartOptions {
  readonly config?: string;
  readonly kubernetes?: string;
  readonly args?: readonly string[];
}

interface PodOptions {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly isKnown?: boolean;
}

async function createRoom(t: TestContext): Promise<Room> {
  const root = temporaryFolder(t);
  const node = createNode(root);
  const kubelet = await startFakeKubelet(t, root);
  const stateDir = join(root, 'state');
  return {
    root,
    node,
    kubelet,
    stateDir,
    start({ config = '', kubernetes = "  labels: ['*']\n", args = [] } = {}) {
      const text = `
stateDir: ${stateDir}
sweepInterval: 50ms
kubernetes:
${kubernetes}
  kubelet:
    url: ${kubelet.url}
    tokenFile: ${kubelet.tokenFile}
    tls: { ca: ${kubelet.ca}, serverName: node-1 }
${config}
`;
      return startPodtail([...nodeArgs(node), ...configArgs(root, text), ...args], { test: t });
    },
    pod(name, { labels = { app: name }, annotations = {}, isKnown = true } = {}) {
      const pod = node.pod({ namespace: 'shop', pod: name });
      if (isKnown) kubelet.pods.push({ namespace: 'shop', name, uid: pod.uid, labels, annotations });
      const container = pod.container('app', { runtime: 'cri' });
      container.start();
      container.line(`first of ${name}`);
      return { uid: pod.uid, line: (text) => void container.line(text), remove: () => pod.remove() };
    },
  };
}

test('records have the configured labels and annotations of their pod', async (t) => {
  const room = await createRoom(t);
  room.pod('web-0', {
    labels: { app: 'web', 'app.kubernetes.io/name': 'shop-web', 'pod-template-hash': '5f4' },
    annotations: { 'shop/team': 'cart', 'shop/other': 'no' },
  });
  const podtail = room.start({
    kubernetes: "  labels: [app, 'app.kubernetes.io/*']\n  annotations: [shop/team]\n",
    args: ['--once', '--label', 'app=configured', '--label', 'cluster=west'],
  });
  assert.equal((await podtail.exit()).code, 0, podtail.log.join('\n'));
  const [record] = podtail.seen;
  assert.deepEqual(record!.labels, { app: 'configured', 'app.kubernetes.io/name': 'shop-web', cluster: 'west' });
  assert.deepEqual(record!.annotations, { 'shop/team': 'cart' });
  assert.equal(room.kubelet.requests.length, 1);
  assert.doesNotMatch(podtail.log.join('\n'), new RegExp(room.kubelet.token));
});

test('the kubelet is asked once for 500 pods, and not again for those in the answer', async (t) => {
  const room = await createRoom(t);
  for (let index = 0; index < 500; index++) room.pod(`web-${index}`);
  // They have no logs yet.
  room.kubelet.pods.push({
    namespace: 'shop',
    name: 'late',
    uid: '11111111-2222-3333-4444-555555555555',
    labels: { app: 'late' },
  });
  const podtail = room.start();
  await podtail.records(500);
  for (const { labels, pod } of podtail.seen) assert.equal(labels?.app, pod);
  const container = room.node
    .pod({ namespace: 'shop', pod: 'late', uid: '11111111-2222-3333-4444-555555555555' })
    .container('app', { runtime: 'cri' });
  container.start();
  container.line('late');
  const late = await podtail.record(({ pod }) => pod === 'late');
  assert.equal(late.labels?.app, 'late');
  assert.equal(room.kubelet.requests.length, 1);
  await end(podtail);
});

test('a slow answer delays the lines of its pod by at most 2 s, and those of known pods not at all', async (t) => {
  const room = await createRoom(t);
  const known = room.pod('known');
  const podtail = room.start();
  await podtail.records(1);
  let answer = (): void => {};
  room.kubelet.beforeAnswer = () => new Promise((resolve) => (answer = resolve));

  const slow = room.pod('slow');
  known.line('while another one waits');
  const ahead = await podtail.record(({ message }) => message === 'while another one waits');
  assert.equal(ahead.labels?.app, 'known');
  assert.equal(
    podtail.seen.some(({ pod }) => pod === 'slow'),
    false,
    'it waits for its labels',
  );
  const first = await podtail.record(({ pod }) => pod === 'slow');
  assert.equal(first.labels, undefined, 'it was shipped without them');

  room.kubelet.beforeAnswer = () => {};
  answer();
  let number = 0;
  const writing = setInterval(() => slow.line(`line ${number++}`), 20);
  t.after(() => clearInterval(writing));
  const labelled = await podtail.record(({ pod, labels }) => pod === 'slow' && labels !== undefined);
  assert.deepEqual(labelled.labels, { app: 'slow' });
  await end(podtail);
});

test('a pod that the kubelet does not know waits for one answer, and other pods do not wait', async (t) => {
  const room = await createRoom(t);
  room.pod('web-0');
  room.pod('gone', { isKnown: false });
  const podtail = room.start({ args: ['--once'] });
  assert.equal((await podtail.exit()).code, 0);
  assert.deepEqual(podtail.seen.map(({ pod, labels }) => [pod, labels]).toSorted(), [
    ['gone', undefined],
    ['web-0', { app: 'web-0' }],
  ]);
  assert.equal(room.kubelet.requests.length, 1);
});

test('labels of dead pods are known after a restart, with the kubelet away; they are forgotten with the files', async (t) => {
  const room = await createRoom(t);
  const web = room.pod('web-0');
  const first = room.start();
  await first.records(1);
  first.signal('SIGKILL');
  await first.exit();
  web.line('written while podtail was down');
  room.kubelet.pods.length = 0;
  await room.kubelet.close();

  const second = room.start({ args: ['--once'] });
  assert.equal((await second.exit()).code, 0, second.log.join('\n'));
  const record = second.seen.find(({ message }) => message === 'written while podtail was down');
  assert.deepEqual(record?.labels, { app: 'web-0' });
  const kept = JSON.parse(fs.readFileSync(join(room.stateDir, 'pods.json'), 'utf8')) as { pods: { key: string }[] };
  assert.deepEqual(
    kept.pods.map(({ key }) => key),
    [web.uid],
  );
  assert.equal(fs.statSync(join(room.stateDir, 'pods.json')).mode & 0o777, 0o600);
});

const REFUSALS: readonly [title: string, prepare: (kubelet: FakeKubelet) => void, said: RegExp][] = [
  [
    'RBAC refuses',
    (kubelet) => (kubelet.permission = 'none'),
    /403 .*needs the verb get on nodes\/pods \(Kubernetes 1\.36/,
  ],
  ['the token is not valid', ({ tokenFile }) => fs.writeFileSync(tokenFile, 'another-secret'), /401 .*tokenFile/],
  ['there is no token', ({ tokenFile }) => fs.rmSync(tokenFile), /token cannot be read \(ENOENT\)/],
  ['the answer is not a list of pods', (kubelet) => kubelet.script({ status: 200, body: '<html>' }), /it is not JSON/],
  ['the connection is reset', (kubelet) => kubelet.script({ cut: '{' }), /did not return the labels of pods/],
];
for (const [title, prepare, said] of REFUSALS) {
  test(`if ${title}, lines are shipped without labels, and the log says what to do`, async (t) => {
    const room = await createRoom(t);
    room.pod('web-0');
    const secrets = [room.kubelet.token, 'another-secret'];
    prepare(room.kubelet);
    const podtail = room.start({ args: ['--once'] });
    assert.equal((await podtail.exit()).code, 0);
    assert.deepEqual(
      podtail.seen.map(({ message, labels }) => [message, labels]),
      [['first of web-0', undefined]],
    );
    assert.match(podtail.log.join('\n'), said);
    for (const secret of secrets) assert.equal(podtail.log.join('\n').includes(secret), false);
  });
}

test('a self-signed certificate is refused, with the way to trust it', async (t) => {
  const room = await createRoom(t);
  room.pod('web-0');
  const config = (tls: string): string => `
once: true
kubernetes:
  labels: [app]
  kubelet: { url: '${room.kubelet.url}', tokenFile: ${room.kubelet.tokenFile}, tls: ${tls} }
`;
  const run = async (tls: string): Promise<PodtailProcess> => {
    const podtail = startPodtail([...nodeArgs(room.node), ...configArgs(room.root, config(tls))], { test: t });
    await podtail.exit();
    return podtail;
  };
  const refused = await run('{}');
  assert.equal(refused.seen[0]!.labels, undefined);
  assert.match(refused.log.join('\n'), /certificate is not trusted .*kubernetes\.kubelet\.tls\.ca/);
  const misnamed = await run(`{ ca: ${room.kubelet.ca} }`);
  assert.match(misnamed.log.join('\n'), /certificate is for another name .*serverName/);
  assert.equal(room.kubelet.requests.length, 0, 'the token was sent to nobody');
  const trusting = await run('{ insecureSkipVerify: true }');
  assert.deepEqual(trusting.seen[0]!.labels, { app: 'web-0' });
});

test('a token that is replaced on disk is used for the next request', async (t) => {
  const room = await createRoom(t);
  room.pod('web-0');
  const podtail = room.start();
  await podtail.records(1);
  room.kubelet.replaceToken();
  room.pod('web-1');
  const record = await podtail.record(({ pod }) => pod === 'web-1');
  assert.deepEqual(record.labels, { app: 'web-1' });
  await end(podtail);
});

test('match of sinks and transforms can use labels; annotations of pods are applied', async (t) => {
  const room = await createRoom(t);
  room.pod('web-0', { labels: { app: 'web' } });
  room.pod('db-0', { labels: { app: 'db' } });
  room.pod('quiet-0', { labels: { app: 'web' }, annotations: { 'podtail.dev/exclude': 'true' } });
  const json = room.pod('json-0', { labels: { app: 'web' }, annotations: { 'podtail.dev/parser': 'json' } });
  json.line('{"msg":"taken apart","order":7}');
  const podtail = room.start({
    args: ['--once'],
    config: `
transforms:
  - match: { labels: { app: [web] } }
    labels: { tier: front }
sinks:
  - { type: stdout, match: { labels: { app: [web] } } }
`,
  });
  assert.equal((await podtail.exit()).code, 0, podtail.log.join('\n'));
  assert.deepEqual(podtail.seen.map(({ message, labels }) => [message, labels?.tier]).toSorted(), [
    ['first of json-0', 'front'],
    ['first of web-0', 'front'],
    ['taken apart', 'front'],
  ]);
  assert.equal((podtail.seen.find(({ message }) => message === 'taken apart') as { order?: number }).order, 7);
  const log = podtail.log.join('\n');
  assert.match(log, /shop_quiet-0.* is not read: its pod's annotation podtail\.dev\/exclude says so/);
  assert.match(log, /shop_db-0.* is not read: no sink takes it/);
});

test('examples/config/pod-labels.yaml turns a pod label into a Loki label', async (t) => {
  const room = await createRoom(t);
  const loki = await startFakeLoki(t);
  room.pod('web-0', {
    labels: { app: 'web' },
    annotations: { 'example.com/team': 'cart', 'podtail.dev/tenant': 'team-a' },
  });
  const example = fs.readFileSync(join(repositoryRoot, 'examples/config/pod-labels.yaml'), 'utf8');
  const access = `{ url: '${room.kubelet.url}', tokenFile: ${room.kubelet.tokenFile}, tls: { ca: ${room.kubelet.ca}, serverName: node-1 } }`;
  const config = example
    .replace('from: kubelet', `from: kubelet\n  kubelet: ${access}`)
    .replace('/var/lib/podtail', room.stateDir)
    .replace('http://loki-gateway.loki.svc:3100', loki.url);
  const podtail = startPodtail([...nodeArgs(room.node), ...configArgs(room.root, config), '--once'], { test: t });
  assert.equal((await podtail.exit()).code, 0, podtail.log.join('\n'));
  const [entry] = loki.taken;
  assert.equal(entry?.stream, '{app="web", container="app", namespace="shop", stream="stdout"}');
  assert.equal(entry.tenant, 'team-a');
  assert.deepEqual([entry.metadata.app, entry.metadata.example_com_team], [undefined, 'cart']);
});

test('labels can come from a JSON file, which may list a pod after the pod has logs', async (t) => {
  const room = await createRoom(t);
  const file = join(room.root, 'pods.json');
  const write = (): void => {
    fs.writeFileSync(`${file}.new`, JSON.stringify(podList(room.kubelet.pods)));
    fs.renameSync(`${file}.new`, file);
  };
  room.pod('web-0');
  write();
  const config = `
sweepInterval: 50ms
kubernetes: { labels: [app], from: file, file: ${file} }
`;
  const podtail = startPodtail([...nodeArgs(room.node), ...configArgs(room.root, config)], { test: t });
  const [first] = await podtail.records(1);
  assert.deepEqual(first!.labels, { app: 'web-0' });
  room.pod('web-1');
  write();
  const second = await podtail.record(({ pod }) => pod === 'web-1');
  assert.deepEqual(second.labels, { app: 'web-1' });
  assert.equal(room.kubelet.requests.length, 0);
});

test('files --explain shows labels, annotations, and the sinks of the log', async (t) => {
  const room = await createRoom(t);
  const { uid } = room.pod('web-0', {
    labels: { app: 'web' },
    annotations: { 'podtail.dev/multiline': 'java', 'podtail.dev/sample': 'half' },
  });
  const path = join(room.node.pods, `shop_web-0_${uid}`, 'app', '0.log');
  const podtail = room.start({
    config: 'sinks: [{ type: stdout, match: { labels: { app: [web] } } }]\n',
    args: [],
  });
  await podtail.records(1);
  await end(podtail);
  const explained = startPodtail(
    ['files', '--explain', path, '--config', join(room.root, 'podtail.yaml'), ...nodeArgs(room.node)],
    { test: t },
  );
  await explained.exit();
  assert.deepEqual(explained.notJson.slice(1), [
    `  namespace shop, pod web-0, uid ${uid}, container app, restart 0`,
    '  labels of its pod: app=web',
    '  annotations for podtail: podtail.dev/multiline=java, podtail.dev/sample=half',
    '  its pod requests multiline',
    "  an annotation of its pod is invalid: podtail.dev/sample: expected a number from 0 to 1, found 'half'",
    '  is read',
    '  no transforms are configured',
    '  goes to the sink stdout',
  ]);
  const checked = startPodtail(['check', '--connect', '--config', join(room.root, 'podtail.yaml')], { test: t });
  assert.equal((await checked.exit()).code, 0, checked.log.join('\n'));
  assert.match(checked.log.join('\n'), /labels and annotations of pods come from the kubelet at https:.*token in/);
  assert.match(checked.log.join('\n'), /lists 1 pod\b/);
});
