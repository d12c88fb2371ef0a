/*
 * Preloaded into a podtail (`--import`): on SIGUSR2 it writes what keeps it running, and how much memory it uses, as a line of
 * JSON on standard error. Needs `--expose-gc`.
 */
import type { PodtailProcess } from './podtail-process.js';

export interface ResourceReport {
  /** How many there are of each kind: timers, sockets, watches and so on (`process.getActiveResourcesInfo`). */
  readonly active: Readonly<Record<string, number>>;
  /** Bytes that are used after a garbage collection. */
  readonly heapUsed: number;
}

if (process.env.RESOURCE_REPORT === '1') {
  process.on('SIGUSR2', () => {
    globalThis.gc?.();
    const active: Record<string, number> = {};
    for (const kind of process.getActiveResourcesInfo()) active[kind] = (active[kind] ?? 0) + 1;
    const { heapUsed } = process.memoryUsage();
    process.stderr.write(`${JSON.stringify({ active, heapUsed } satisfies ResourceReport)}\n`);
  });
}

/** What a podtail that this is preloaded into says. */
export async function askResources(podtail: PodtailProcess): Promise<ResourceReport> {
  const before = podtail.log.length;
  podtail.signal('SIGUSR2');
  await podtail.logLine(/"heapUsed"/);
  for (;;) {
    const line = podtail.log.slice(before).find((text) => text.includes('"heapUsed"'));
    if (line !== undefined) return JSON.parse(line) as ResourceReport;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
