/* `npm run bench -- merge`: JSON lines whose members become fields of the records, compressed, beside vlagent. */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findProgram } from '../../test/e2e/find-program.js';
import { buildServer, isBuilt, serverFolder, whyNotToBuild } from '../../test/e2e/servers/server-build.js';
import { repositoryRoot } from '../../test/support/repository.js';
import { startAgent } from '../live/live-processes.js';
import { VLAGENT_VERSION, vlagentBuild } from '../live/vlagent-build.js';
import { readCpuSeconds } from '../process/linux-process.js';
import { textTable } from '../report/text-table.js';
import { type CountingServer, startCountingServer } from '../servers/start-counting-server.js';
import { median } from '../statistics.js';
import { createWorkspace } from '../workspace.js';
import { JSON_SHAPES, jsonLines } from './json-shapes.js';

/** What one run took: processor time of the whole process, user and system, and the bytes that it sent. */
interface MergeFigures {
  readonly cpuSeconds: number;
  readonly sentBytes: number;
}

interface Contender {
  readonly name: string;
  run(log: string, server: CountingServer, state: string): Promise<number>;
}

const isSmoke = process.argv.includes('--smoke');
const LINES = isSmoke ? 5_000 : 500_000;
const RUNS = isSmoke ? 1 : 5;
/** vlagent does not end by itself. It is done when it has sent nothing for so long. */
const QUIET_MS = 2_000;
const POLL_MS = 100;

const workspace = createWorkspace(1e9);
try {
  const contenders = [podtail(), vlagent()].filter((contender) => contender !== undefined);
  const rows = [['shape', 'MB', ...contenders.flatMap(({ name }) => [`${name}: CPU s`, 'sent MB']), 'ratio']];
  for (const [shape, write] of Object.entries(JSON_SHAPES)) {
    process.stderr.write(`${shape}\n`);
    const log = join(workspace.folder, 'app.log');
    const lines = jsonLines(write, LINES, 1);
    writeFileSync(log, lines);
    const figures = await inTurns(contenders, log);
    const [own, other] = figures.map(({ cpuSeconds }) => cpuSeconds);
    rows.push([
      ...[shape, (lines.length / 1e6).toFixed(0)],
      ...figures.flatMap(({ cpuSeconds, sentBytes }) => [cpuSeconds.toFixed(2), (sentBytes / 1e6).toFixed(1)]),
      other === undefined ? '' : (own! / other).toFixed(2),
    ]);
  }
  process.stdout.write(
    `Node.js ${process.version}, vlagent ${VLAGENT_VERSION}, median of ${RUNS}\n${textTable(rows, 1)}\n`,
  );
} finally {
  workspace.remove();
}

/** The medians of each contender's runs. */
async function inTurns(contenders: readonly Contender[], log: string): Promise<MergeFigures[]> {
  const runs = contenders.map((): MergeFigures[] => []);
  for (let run = 0; run < RUNS; run++) {
    for (const [index, contender] of contenders.entries()) {
      const server = await startCountingServer({ records: Number.POSITIVE_INFINITY, decodes: 'plain' });
      try {
        const state = join(workspace.folder, `${contender.name}-${run}-${Date.now()}`);
        mkdirSync(state);
        const cpuSeconds = await contender.run(log, server, state);
        runs[index]!.push({ cpuSeconds, sentBytes: (await server.received()).bytes });
      } finally {
        await server.stop();
      }
    }
  }
  return runs.map((figures) => ({
    cpuSeconds: median(figures.map(({ cpuSeconds }) => cpuSeconds)),
    sentBytes: median(figures.map(({ sentBytes }) => sentBytes)),
  }));
}

function podtail(): Contender {
  return {
    name: 'podtail',
    async run(log, { port }, state) {
      const config = join(state, 'podtail.yaml');
      const sink = { type: 'http', url: `http://127.0.0.1:${port}/jsonline`, compression: 'auto' };
      writeFileSync(config, JSON.stringify({ transforms: [{ json: { merge: true } }], sinks: [sink] }));
      const command = [process.execPath, join(repositoryRoot, 'bin', 'podtail.js'), '--once', '--config', config];
      return cpuOf([...command, '--format', 'raw', '--include', log, '--log-level', 'error']);
    },
  };
}

/** Processor time of a command, from its start to its end, as the shell counts it: nothing is loaded into the process. */
async function cpuOf(command: readonly string[]): Promise<number> {
  const { stdout } = await promisify(execFile)('sh', ['-c', '"$@" > /dev/null || exit; times', 'sh', ...command]);
  const [user, system] = stdout.trim().split('\n').at(-1)!.split(' ').map(secondsOf);
  return user! + system!;
}

/** Of `1m2.34s`. */
function secondsOf(text: string): number {
  const [minutes, seconds] = text.split('m');
  return 60 * Number(minutes) + Number.parseFloat(seconds!);
}

/** vlagent, which merges JSON by itself and compresses with zstd; undefined, with the reason on standard error, if it is not here. */
function vlagent(): Contender | undefined {
  const missing = whyNotToBuild(vlagentBuild);
  const onPath = findProgram('vlagent');
  if (onPath === undefined && !isBuilt(vlagentBuild)) {
    process.stderr.write(missing === undefined ? 'building vlagent, once\n' : `no vlagent: ${missing}\n`);
    if (missing !== undefined) return undefined;
    buildServer(vlagentBuild);
  }
  const program = onPath ?? join(serverFolder(vlagentBuild), 'vlagent');
  return {
    name: 'vlagent',
    async run(log, server, state) {
      const args = [
        ...[`-fileCollector.glob=${log}`, '-fileCollector.refreshInterval=1s', `-tmpDataPath=${join(state, 'data')}`],
        ...[`-remoteWrite.url=http://127.0.0.1:${server.port}/jsonline`, '-remoteWrite.format=jsonline'],
        ...['-httpListenAddr=127.0.0.1:0', '-loggerLevel=ERROR'],
      ];
      const agent = startAgent({ program, args }, state);
      try {
        return await cpuWhenQuiet(agent, server);
      } finally {
        await agent.stop();
      }
    },
  };
}

/** Processor time of an agent when it had sent its last bytes. */
async function cpuWhenQuiet(agent: ReturnType<typeof startAgent>, server: CountingServer): Promise<number> {
  let last = { bytes: 0, cpuSeconds: 0, at: performance.now() };
  while (last.bytes === 0 || performance.now() - last.at < QUIET_MS) {
    await sleep(POLL_MS);
    agent.check();
    const { bytes } = await server.received();
    if (bytes !== last.bytes) last = { bytes, cpuSeconds: readCpuSeconds(agent.pid), at: performance.now() };
  }
  return last.cpuSeconds;
}
