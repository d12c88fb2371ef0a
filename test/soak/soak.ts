import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createRealClock } from '../support/log-time.js';
import { createNode } from '../support/node.js';
import { type PodtailProcess, startPodtail } from '../support/podtail-process.js';
import { createLoad, type Load, TICK } from './load.js';
import { countMissing, type Tally } from './record-tally.js';
import { describeSample } from './report.js';
import { createSampler, type Sample } from './sample.js';
import { startCountingServer } from './start-counting-server.js';

export interface SoakOptions {
  /** An empty folder. */
  readonly root: string;
  readonly seed: number;
  readonly minutes: number;
  /** Of log. */
  readonly bytesPerSecond: number;
  /** Logs at a time. */
  readonly files: number;
  readonly say: (line: string) => void;
  /** Ends the load early. */
  readonly signal: AbortSignal;
}

export interface Outcome {
  readonly samples: readonly Sample[];
  readonly load: Pick<Load, 'lines' | 'bytes' | 'rotations' | 'pods'>;
  readonly tally: Tally;
  readonly missing: number;
  /** Warnings and errors that podtail said. */
  readonly complaints: readonly string[];
  /** 0 where podtail ended well. */
  readonly exit: number | string | null;
}

/** Milliseconds. */
const SAMPLE_EVERY = 3_000;
const PROGRESS_EVERY = 60_000;
const MOST_TO_DELIVER = 60_000;

/** Lets podtail follow pods that write all the time, and looks at what it takes. */
export async function soak({ root, seed, minutes, bytesPerSecond, files, say, signal }: SoakOptions): Promise<Outcome> {
  const node = createNode(root, { seed, clock: createRealClock() });
  const server = await startCountingServer();
  const load = createLoad({ node, bytesPerSecond, files });
  const stateFolder = join(root, 'state');
  const config = join(root, 'podtail.yaml');
  writeFileSync(
    config,
    JSON.stringify({
      include: [join(node.pods, '*', '*', '*.log')],
      allowTarget: [node.dockerContainers, node.pods],
      stateDir: stateFolder,
      sinks: [{ type: 'http', url: server.url, compression: 'gzip' }],
    }),
  );
  const podtail = startPodtail(['--config', config, '--listen', '127.0.0.1:0']);
  try {
    const sample = createSampler({ pid: podtail.pid, metricsUrl: await metricsUrlOf(podtail), stateFolder });
    const samples: Sample[] = [];
    const start = performance.now();
    const end = start + minutes * 60_000;
    let nextSample = start;
    let nextProgress = start + PROGRESS_EVERY;
    for (let due = start; due < end && !signal.aborted; due += TICK) {
      await delay(due - performance.now());
      load.tick();
      if (due >= nextSample) {
        samples.push(await sample());
        nextSample += SAMPLE_EVERY;
      }
      if (due >= nextProgress) {
        const { records } = await server.tally();
        const lines = `${load.lines} lines written, ${records} delivered`;
        say(`${Math.round((due - start) / 60_000)} min: ${describeSample(samples.at(-1)!)}; ${lines}`);
        nextProgress += PROGRESS_EVERY;
      }
    }
    load.stop();
    const lastMoment = performance.now() + MOST_TO_DELIVER;
    let tally = await server.tally();
    while (tally.records < load.lines && performance.now() < lastMoment) {
      await delay(200);
      tally = await server.tally();
    }
    podtail.signal('SIGTERM');
    const { code, signal: by } = await podtail.exit();
    // What came while it ended counts, too.
    tally = await server.tally();
    const complaints = podtail.log.filter((line) => !line.startsWith('{"level":"info"'));
    return { samples, load, tally, missing: countMissing(load.written(), tally), complaints, exit: code ?? by };
  } finally {
    podtail.signal('SIGKILL');
    await server.stop();
  }
}

async function metricsUrlOf(podtail: PodtailProcess): Promise<string> {
  const line = await podtail.logLine(/the status is served at/);
  const { url } = JSON.parse(line) as { readonly url: string };
  return new URL('/metrics', url).href;
}
