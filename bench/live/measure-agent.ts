import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readCpuSeconds, readPeakResidentBytes, readResidentBytes } from '../process/linux-process.js';
import type { Agent } from './agents.js';
import { type LiveCase, podsOf } from './live-case.js';
import { type ArrivalServer, startAgent, startArrivalServer, startNodeWriter } from './live-processes.js';

/** What one agent took in one case. */
export interface LiveFigures {
  /** Processor time from the start until every first line had arrived, in seconds. */
  readonly startCpuSeconds: number;
  /** Milliseconds from the start until the first line arrived. */
  readonly firstArrival: number;
  /** Part of one core while the node was as the case says. */
  readonly cpuShare: number;
  readonly residentBytes: number;
  readonly peakResidentBytes: number;
  /** Milliseconds from write to arrival; undefined if nothing was written. */
  readonly delay?: { readonly median: number; readonly p99: number };
  readonly written: number;
  readonly lost: number;
  readonly repeats: number;
}

/** What start-up leaves behind (compiling, collecting garbage) is over after this long, in milliseconds. */
const SETTLING = 5_000;
/** How long all lines may take to arrive once writing has ended, in milliseconds. */
const PATIENCE = 20_000;
const FIRST_LINES_PATIENCE = 120_000;
const POLL = 20;

/** Runs one agent on a node of its own, and removes both. Linux only. */
export async function measureAgent(
  agent: Agent,
  liveCase: LiveCase,
  folder: string,
  seed: number,
): Promise<LiveFigures> {
  const place = join(folder, `${liveCase.name}-${agent.name}`);
  mkdirSync(place);
  const { files, bytesPerSecond, rotateBytes, compresses, seconds } = liveCase;
  const writer = await startNodeWriter({
    folder: place,
    files,
    pods: podsOf(liveCase),
    bytesPerSecond,
    rotateBytes,
    seed,
  });
  const server = await startArrivalServer();
  const logs = join(place, 'pods', '*', '*', '*.log');
  const containers = join(place, 'containers');
  const state = join(place, 'state');
  const started = performance.now();
  const running = startAgent(agent.command({ logs, containers, state, url: server.url, compresses }), state);
  try {
    const firstArrival = (await arrived(server, 1, FIRST_LINES_PATIENCE, running.check)) - started;
    await arrived(server, writer.firstLines, FIRST_LINES_PATIENCE, running.check);
    const startCpuSeconds = readCpuSeconds(running.pid);
    if (bytesPerSecond > 0) writer.start();
    await delay(SETTLING);
    await server.report();
    const before = readCpuSeconds(running.pid);
    const begun = performance.now();
    await delay(seconds * 1000);
    const cpuShare = (readCpuSeconds(running.pid) - before) / ((performance.now() - begun) / 1000);
    const { delay: delays } = await server.report();
    const residentBytes = readResidentBytes(running.pid);
    const written = await writer.finish();
    await arrived(server, written, PATIENCE, running.check).catch(() => undefined);
    const { lines, repeats } = await server.report();
    const peakResidentBytes = readPeakResidentBytes(running.pid);
    const figures = { startCpuSeconds, firstArrival, cpuShare, residentBytes, peakResidentBytes, written, repeats };
    return { ...figures, lost: written - lines, ...(delays === undefined ? {} : { delay: delays }) };
  } finally {
    await running.stop();
    await server.stop();
    await writer.stop();
    rmSync(place, { recursive: true, force: true });
  }
}

/** Waits until that many lines came, and tells when. */
async function arrived(server: ArrivalServer, lines: number, patience: number, check: () => void): Promise<number> {
  const end = performance.now() + patience;
  while (performance.now() < end) {
    check();
    if ((await server.report()).lines >= lines) return performance.now();
    await delay(POLL);
  }
  throw new Error(`fewer than ${lines} lines arrived within ${patience / 1000} s`);
}
