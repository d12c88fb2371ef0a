import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { findKind, readManifest } from '../examples/manifest.js';
import { repositoryRoot } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { type DockerEngine, startDockerEngine, whyNoDockerEngine } from './docker-engine.js';
import { createDockerPod } from './docker-pod.js';
import { findProgram } from './find-program.js';
import { nodeImage } from './image/node-image.js';

const CART = {
  namespace: 'shop',
  pod: 'cart-6d4cf56db6-x2x7k',
  uid: '2681cb7f-daa4-4620-bb60-1d449709181c',
  container: 'app',
};
const NODE_IMAGE = 'podtail-test-node';

test('the image of the Dockerfile, with a real Docker Engine', async (t) => {
  if (process.env.PODTAIL_REQUIRE_DOCKER !== '1') {
    return t.skip('it installs packages and compiles podtail: set PODTAIL_REQUIRE_DOCKER=1');
  }
  const missing = whyNoDockerEngine() ?? (findProgram('docker') ? undefined : 'no docker on PATH: install docker.io');
  if (missing !== undefined) throw new Error(missing);
  const engine = await startDockerEngine({});
  t.after(() => engine.stop());
  await engine.client.importImage(nodeImage(), NODE_IMAGE);
  await buildImage(engine);

  const root = temporaryFolder(t);
  const run = await createDockerPod(engine, root, CART).run({ script: 'echo one; echo two' });
  await run.ended();

  await t.test('runs as nobody by default, and has a health check', async () => {
    const { User, Healthcheck } = await engine.client.imageConfig('podtail');
    assert.equal(User, '65532:65532');
    assert.equal(Healthcheck?.Test[0], 'CMD');
  });

  await t.test('the logs are readable for root and its group only', () => {
    const { uid, mode } = statSync(join(root, 'pods', folderOf(CART), 'app/0.log'));
    assert.deepEqual([uid, (mode & 0o777).toString(8)], [0, '640']);
  });

  await t.test('reads them as the DaemonSet runs it: as root without capabilities, with a read-only root', async () => {
    const { spec } = findKind(readManifest('examples/kubernetes/daemonset.yaml'), 'DaemonSet').spec!.template!;
    const { capabilities, readOnlyRootFilesystem, allowPrivilegeEscalation } = spec.containers[0]!.securityContext!;
    const { status, records } = await runPodtail(engine, root, {
      User: `${spec.securityContext!.runAsUser}:0`,
      CapDrop: capabilities!.drop!,
      SecurityOpt: allowPrivilegeEscalation === false ? ['no-new-privileges'] : [],
      ReadonlyRootfs: readOnlyRootFilesystem!,
    });
    assert.equal(status, 0);
    assert.deepEqual(
      records.map(({ pod, message }) => [pod, message]),
      [
        [CART.pod, 'one'],
        [CART.pod, 'two'],
      ],
    );
    assert.ok(readFileSync(join(root, 'state/positions.json'), 'utf8').includes(CART.uid));
  });

  await t.test('reads none of them as nobody, and reports that', async () => {
    const rest = { CapDrop: ['ALL'], SecurityOpt: [], ReadonlyRootfs: true };
    const { records, log } = await runPodtail(engine, root, { User: '65532:65532', ...rest }, false);
    assert.deepEqual(records, []);
    assert.match(log, /EACCES|permission/i);
  });
});

interface ContainerSecurity {
  readonly User: string;
  readonly CapDrop: readonly string[];
  readonly SecurityOpt: readonly string[];
  readonly ReadonlyRootfs: boolean;
}

/** Lets a container of the image read all there is of the node's logs, which are mounted as on a node. */
async function runPodtail(engine: DockerEngine, root: string, { User, ...host }: ContainerSecurity, keepsState = true) {
  const { client, containersFolder } = engine;
  const state = join(root, 'state');
  mkdirSync(state, { recursive: true });
  const id = await client.run({
    Image: 'podtail',
    Cmd: [
      ...['--once', '--allow-target', containersFolder, '--include', '/var/log/pods/*/*/*.log'],
      ...(keepsState ? ['--state-dir', '/var/lib/podtail'] : []),
    ],
    User,
    HostConfig: {
      ...host,
      NetworkMode: 'none',
      LogConfig: { Type: 'json-file', Config: {} },
      Binds: [
        `${join(root, 'pods')}:/var/log/pods:ro`,
        `${containersFolder}:${containersFolder}:ro`,
        `${state}:/var/lib/podtail`,
      ],
    },
  });
  const status = await client.ended(id);
  const lines = readFileSync(await client.logPath(id), 'utf8')
    .trimEnd()
    .split('\n');
  const entries = lines.map((line) => JSON.parse(line) as { log: string; stream: string });
  const textOf = (stream: string): string[] => entries.filter((one) => one.stream === stream).map(({ log }) => log);
  const records = textOf('stdout').map((line) => JSON.parse(line) as { pod: string; message: string });
  return { status, records, log: textOf('stderr').join('') };
}

/** Builds it as docs/deployment.md says, on another Node.js image. */
async function buildImage({ socket }: DockerEngine): Promise<void> {
  const args = ['build', '--network', 'host', '--build-arg', `NODE_IMAGE=${NODE_IMAGE}`, '--tag', 'podtail'];
  await promisify(execFile)(
    'docker',
    ['--host', `unix://${socket}`, ...args, '--file', 'examples/docker/Dockerfile', '.'],
    { cwd: repositoryRoot, env: { ...process.env, DOCKER_BUILDKIT: '0' }, maxBuffer: 64 * 1024 * 1024 },
  );
}

function folderOf({ namespace, pod, uid }: typeof CART): string {
  return `${namespace}_${pod}_${uid}`;
}
