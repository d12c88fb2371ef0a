import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ShipperEntry } from '../contenders/shipper-entry.js';
import type { Input } from '../inputs/input.js';
import { readCpuSeconds, readPeakResidentBytes } from '../process/linux-process.js';
import type { ProcessRun } from '../process/process-usage.js';
import { startCountingServer } from '../servers/start-counting-server.js';
import type { Peer } from './peers.js';

/** A peer that is slower than 1 MB a second has failed. */
const LEAST_BYTES_PER_SECOND = 1e6;
const START_UP_SECONDS = 30;
/** A peer may take this long to end, in milliseconds; then it is killed. */
const GRACE = 5_000;
const SAID_CHARACTERS = 2_000;

/** A peer, from its start until all records are at the server; then it is stopped, since most never end by themselves. */
export function peerEntry(peer: Peer): ShipperEntry {
  return {
    shipper: peer.name,
    shipment: peer.shipment,
    async ship(input, folder) {
      const server = await startCountingServer({ records: input.lines, decodes: 'plain' });
      const state = mkdtempSync(join(folder, `${peer.name}-`));
      try {
        const seconds = START_UP_SECONDS + input.bytes / LEAST_BYTES_PER_SECOND;
        const run = await runUntil(peer, environment(input, server.port, state), server.reached, seconds);
        const { records } = await server.received();
        if (records === input.lines) return run;
        throw new Error(`${records} records arrived of ${input.lines} lines`);
      } finally {
        await server.stop();
        rmSync(state, { recursive: true, force: true });
      }
    },
  };
}

/** What the configurations refer to: the logs, the server, and a folder of the peer's own. */
function environment({ tree }: Input, port: number, state: string): NodeJS.ProcessEnv {
  return { ...process.env, BENCH_LOGS: tree.include, BENCH_PORT: String(port), BENCH_STATE: state };
}

async function runUntil(
  { name, args }: Peer,
  env: NodeJS.ProcessEnv,
  reached: Promise<void>,
  seconds: number,
): Promise<ProcessRun> {
  const start = process.hrtime.bigint();
  const child = spawn(name, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      said = `${said}${text}`.slice(-SAID_CHARACTERS);
    });
  }
  const exited = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(`it ended with ${code ?? signal}`));
  });
  const waiting = new AbortController();
  const tooLate = delay(seconds * 1000, `it took more than ${Math.round(seconds)} s`, { signal: waiting.signal });
  try {
    const failure = await Promise.race([reached, exited, tooLate]);
    if (typeof failure === 'string') throw new Error(`${failure}; it said: ${said}`);
    const wallSeconds = Number(process.hrtime.bigint() - start) / 1e9;
    const pid = child.pid!;
    return { cpuSeconds: readCpuSeconds(pid), wallSeconds, peakResidentBytes: readPeakResidentBytes(pid) };
  } finally {
    tooLate.catch(() => undefined);
    waiting.abort();
    child.kill('SIGTERM');
    const killing = setTimeout(() => child.kill('SIGKILL'), GRACE);
    await exited;
    clearTimeout(killing);
  }
}
