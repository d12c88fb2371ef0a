import { criLine } from '../../test/support/cri-line.js';
import { dockerJsonLine } from '../../test/support/docker-json-line.js';
import { conmonTime, type Nanoseconds, rfc3339Nano } from '../../test/support/log-time.js';
import type { SeededRandom } from '../../test/support/seeded-random.js';
import type { LogEntry } from '../../test/support/written-line.js';
import type { InputProfile } from '../result.js';
import { makeMessage } from './message.js';

/** A line of a log, newline included, but for its time. */
interface TimelessLine {
  /** What precedes the time. */
  readonly before: Buffer;
  /** What follows it. */
  readonly after: Buffer;
}

/** Lines to choose from, so that a file is written quickly; the time makes each one in the file different. */
export interface LinePool {
  readonly lines: readonly TimelessLine[];
  /** Prints a time as the runtime does. */
  readonly timeText: (time: Nanoseconds) => string;
}

const POOL_LINES = 4_096;
const STDERR_ONE_IN = 10;

/** Makes lines of a profile, as the container runtime writes them; the same for the same seed. */
export function createLinePool(random: SeededRandom, { format, length, escapes }: InputProfile): LinePool {
  const print = format === 'docker' ? timelessDockerLine : timelessCriLine;
  const lines = Array.from({ length: POOL_LINES }, () => {
    const stream = random.below(STDERR_ONE_IN) === 0 ? 'stderr' : 'stdout';
    return print({ stream, content: makeMessage(random, length, escapes), time: '', last: true });
  });
  return { lines, timeText: format === 'docker' ? rfc3339Nano : conmonTime };
}

function timelessDockerLine(entry: LogEntry): TimelessLine {
  const line = dockerJsonLine(entry);
  const end = line.length - '"}\n'.length;
  return { before: line.subarray(0, end), after: line.subarray(end) };
}

function timelessCriLine(entry: LogEntry): TimelessLine {
  return { before: Buffer.alloc(0), after: criLine(entry) };
}
