import { closeSync, openSync, writeSync } from 'node:fs';
import type { LogClock } from '../../test/support/log-time.js';
import type { SeededRandom } from '../../test/support/seeded-random.js';
import type { LinePool } from './line-pool.js';

/** How much a log holds. */
export interface LogSize {
  readonly bytes: number;
  readonly lines: number;
}

/** Where the lines and times of a log come from. */
export interface LineSource {
  readonly pool: LinePool;
  readonly random: SeededRandom;
  readonly clock: LogClock;
}

const WRITE_BYTES = 1024 * 1024;

/** Writes a log of at least `bytes` bytes, which ends with the line that reaches them. */
export function writeLog(path: string, bytes: number, source: LineSource): LogSize {
  const file = openSync(path, 'w');
  try {
    return writeLines(file, bytes, source);
  } finally {
    closeSync(file);
  }
}

function writeLines(file: number, bytes: number, { pool, random, clock }: LineSource): LogSize {
  const buffer = Buffer.allocUnsafe(WRITE_BYTES);
  let filled = 0;
  let written = 0;
  let lines = 0;
  while (written + filled < bytes) {
    const { before, after } = random.pick(pool.lines);
    const time = pool.timeText(clock());
    if (filled + before.length + time.length + after.length > WRITE_BYTES) {
      written += writeSync(file, buffer, 0, filled);
      filled = 0;
    }
    filled += before.copy(buffer, filled);
    filled += buffer.write(time, filled, 'latin1');
    filled += after.copy(buffer, filled);
    lines++;
  }
  written += writeSync(file, buffer, 0, filled);
  return { bytes: written, lines };
}
