import { statSync } from 'node:fs';
import { join } from 'node:path';
import { countHandles, countWatches, readCpuSeconds, readResidentBytes } from '../../bench/process/linux-process.js';

/** What podtail takes at one moment. */
export interface Sample {
  /** Hours since the start. */
  readonly hours: number;
  readonly residentBytes: number;
  readonly handles: number;
  readonly watches: number;
  /** Of one core, since the last sample. */
  readonly cpuShare: number;
  readonly positionsBytes: number;
  /** Lines of its metrics: each series is one. */
  readonly series: number;
  /** Payload that is held for the sink. */
  readonly heldBytes: number;
  /** Bytes of all logs that are not settled. */
  readonly lagBytes: number;
}

export interface SamplerOptions {
  readonly pid: number;
  /** Of `/metrics`. */
  readonly metricsUrl: string;
  readonly stateFolder: string;
}

/** Takes samples of a process. Each call rejects when that has ended. */
export function createSampler({ pid, metricsUrl, stateFolder }: SamplerOptions): () => Promise<Sample> {
  const start = performance.now();
  let last = { at: start, cpuSeconds: readCpuSeconds(pid) };
  return async () => {
    const text = await (await fetch(metricsUrl)).text();
    const now = { at: performance.now(), cpuSeconds: readCpuSeconds(pid) };
    const cpuShare = (now.cpuSeconds - last.cpuSeconds) / ((now.at - last.at) / 1_000);
    last = now;
    return {
      hours: (now.at - start) / 3_600_000,
      residentBytes: readResidentBytes(pid),
      handles: countHandles(pid),
      watches: countWatches(pid),
      cpuShare,
      positionsBytes: statSync(join(stateFolder, 'positions.json'), { throwIfNoEntry: false })?.size ?? 0,
      series: text.split('\n').length,
      heldBytes: sumOf('podtail_sink_held_bytes', text),
      lagBytes: sumOf('podtail_file_lag_bytes', text),
    };
  };
}

/** The sum of a metric's series, in the text format of Prometheus. */
function sumOf(name: string, text: string): number {
  const values = [...text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gm'))];
  return values.reduce((sum, match) => sum + Number(match[1]), 0);
}
