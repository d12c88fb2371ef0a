import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startOpenSearch } from '../../e2e/opensearch/open-search.js';
import { createNode } from '../../support/node.js';
import { startPodtail } from '../../support/podtail-process.js';
import { createSeededRandom } from '../../support/seeded-random.js';
import { createFindings, type Findings } from '../findings.js';
import { leadLife } from '../lead-life.js';
import type { Life } from '../life.js';
import { createLosses } from '../losses.js';
import { heldFiles } from '../open-files.js';
import { drawLives, type LifePlan, lastLife, type Step } from '../plan.js';
import { mountStateDisk } from '../state-disk.js';
import type { TortureOptions } from '../torture.js';
import type { Inodes, TrackedRun } from '../tracked-run.js';
import { createWriter } from '../writer.js';
import { compareDocuments } from './compare-documents.js';
import { drawSink } from './draw-sink.js';
import { startProxy } from './proxy.js';
import { startServerTroubles } from './server-troubles.js';
import { createShipments, type ShipmentTally } from './shipments.js';

export interface ElasticsearchOutcome {
  readonly findings: Findings;
  readonly lives: readonly Life[];
  readonly lines: number;
  readonly documents: number;
  readonly tally: ShipmentTally;
  /** How many requests had each kind of trouble. */
  readonly troubles: ReadonlyMap<string, number>;
  readonly unanswered: number;
  readonly halts: number;
  readonly peakMemory: number;
}

const DATA_STREAM = 'logs-podtail-default';
/** Steps after which lines could not be had any more. */
const LOSSES = new Set(['retarget', 'recreate', 'replace']);

/**
 * Tortures a podtail that ships to a real OpenSearch, until the time is over or something is wrong. All that is written
 * can be read until it has come, so each line must be one document in the end.
 */
export async function tortureElasticsearch(options: TortureOptions): Promise<ElasticsearchOutcome> {
  const { root, seed, minutes, without, say } = options;
  const findings = createFindings();
  /** When the state folder's disk was full. */
  const full: { from: number; to: number }[] = [];
  /** What positions were saved when the podtail of now was started. */
  let saved = '';
  const isForgotten = (fileId: string, sentAt: number): boolean =>
    !saved.includes(fileId) && full.some(({ from, to }) => from <= sentAt && sentAt <= to);
  const shipments = createShipments(findings, isForgotten);
  const lives: Life[] = [];
  const losses = createLosses(lives, findings);
  const inodes: Inodes = new Map();
  const runs: TrackedRun[] = [];
  /** Those whose logs are there. */
  let present: TrackedRun[] = [];
  const random = createSeededRandom(seed + 1);
  const node = createNode(root, { seed });
  const applications = join(root, 'applications');
  mkdirSync(applications);
  const disk = mountStateDisk(join(root, 'state'));
  if (disk.whyNot !== undefined) say(`the state folder's disk is not filled: ${disk.whyNot}`);
  let life: Life | undefined;
  let isPatient = true;
  let peakMemory = 0;
  const writer = createWriter({
    stage: { node, applications, mayTruncate: false, keepsAll: true },
    inodes,
    held: () => heldFiles(life?.exit === undefined ? life : undefined, inodes),
    onRun: (run) => {
      runs.push(run);
      present.push(run);
      shipments.expect(run);
    },
  });
  const server = await startOpenSearch();
  const proxy = await startProxy({
    url: server.url,
    random,
    life: () => life!,
    isPatient: () => isPatient,
    watcher: shipments,
  });
  const troubles = startServerTroubles(server, createSeededRandom(seed + 2), say);

  function play(step: Step): void {
    if (without.has(step.kind) || LOSSES.has(step.kind)) return;
    if ('who' in step) writer.play(step);
    else if (step.kind === 'fillDisk') fillDisk();
    else if (step.kind === 'freeDisk') freeDisk();
    else if (step.kind === 'stallSink') proxy.stall();
    else if (step.kind === 'freeSink') proxy.free();
    else if (step.kind === 'freeze') life?.freeze();
    else life?.thaw();
  }

  function fillDisk(): void {
    if (disk.whyNot !== undefined || (full.at(-1)?.to ?? 0) > Date.now()) return;
    disk.fill();
    full.push({ from: Date.now(), to: Number.POSITIVE_INFINITY });
  }

  function freeDisk(): void {
    disk.free();
    const latest = full.at(-1);
    if (latest !== undefined) latest.to = Math.min(latest.to, Date.now());
  }

  async function lead(plan: LifePlan): Promise<void> {
    const isCalm = plan.ending === 'calm' || plan.ending === 'once';
    writer.settle();
    proxy.free();
    saved = disk.positions();
    isPatient = random.below(3) > 0;
    if (isCalm) {
      freeDisk();
      await troubles.pause();
    } else {
      troubles.resume();
    }
    await leadLife({
      plan,
      number: lives.length + 1,
      root,
      node,
      applications,
      disk,
      findings,
      sinks: [drawSink(random, proxy.urls, isPatient)],
      // On a slow machine steps are left out rather than that the life takes longer.
      play: (step) => {
        const isLate = 'who' in step && Date.now() > life!.startedAt + plan.duration;
        if (!isLate) play(step);
      },
      waitingFor: () => losses.waitingFor(present),
      onStart: (started) => {
        life = started;
        lives.push(started);
      },
      onLine: (line, { number }) => findings.add('strange', number, `on standard output: ${line}`),
      onLogLine: (line, { number }) => appendFileSync(join(root, `life-${number}.log`), `${line}\n`),
      onPeakMemory: (bytes) => {
        peakMemory = Math.max(peakMemory, bytes);
      },
    });
    if (!isCalm || findings.list.length > 0) return;
    present = [];
    writer.renew();
  }

  try {
    const installed = startPodtail(['template', '--sink', 'elasticsearch', '--url', server.url, '--install']);
    if ((await installed.exit()).code !== 0) throw new Error(installed.log.join('\n'));
    const end = Date.now() + minutes * 60_000;
    for (const plan of drawLives(seed)) {
      if (Date.now() > end) break;
      await lead(plan);
      if (findings.list.length > 0) break;
      for (const step of plan.meanwhile) play(step);
      await delay(0);
    }
    if (findings.list.length === 0) await lead(lastLife);
    await troubles.pause();
    const lines = runs.reduce((sum, run) => sum + run.lines.filter((line) => line !== undefined).length, 0);
    const isWhole = findings.list.length === 0;
    const documents = isWhole
      ? await compareDocuments(server, DATA_STREAM, runs, shipments, findings, lives.length)
      : await server.count(DATA_STREAM);
    const { halts } = troubles;
    const { unanswered } = proxy;
    const counts = { lines, documents, unanswered, halts, peakMemory };
    return { findings, lives, tally: shipments.tally, troubles: proxy.troubles, ...counts };
  } finally {
    if (life?.exit === undefined) await life?.abandon();
    await troubles.pause();
    await proxy.close();
    await server.stop();
    disk.unmount();
  }
}
