import type { PipelineStatus } from '../record/pipeline-status.js';
import type { SinkStatus } from '../record/sink-status.js';

/** What is wrong for longer than it may be; nothing of it: healthy. */
export interface Health {
  /** @param stuckAfter milliseconds; Infinity for never */
  look(status: Pick<PipelineStatus, 'counters' | 'logs' | 'sinks'>, now: number, stuckAfter: number): readonly string[];
}

/** Something that has work, and how far it has got with it. */
interface Work {
  readonly name: string;
  readonly isWaiting: boolean;
  /** Rises whenever something of the work is done. */
  readonly done: number;
}

/**
 * Says what has had work for `stuckAfter` milliseconds and did nothing of it. Has to look now and then: what no look saw
 * in between is not known.
 */
export function createHealth(): Health {
  const stillSince = new Map<string, { readonly done: number; readonly time: number }>();
  return {
    look(status, now, stuckAfter) {
      const stuck: string[] = [];
      for (const { name, isWaiting, done } of [reading(status), ...status.sinks.filter(isNeeded).map(sending)]) {
        const known = stillSince.get(name);
        if (!isWaiting) stillSince.delete(name);
        else if (known?.done !== done) stillSince.set(name, { done, time: now });
        else if (now - known.time >= stuckAfter) stuck.push(describe(name, now - known.time, status.sinks));
      }
      return stuck;
    },
  };
}

const READING = 'reading';

function reading({ counters, logs }: Pick<PipelineStatus, 'counters' | 'logs'>): Work {
  const isWaiting = logs.some(({ files }) => files.some(({ size, read }) => size > read));
  return { name: READING, isWaiting, done: counters.bytesRead };
}

/** An optional sink holds nothing up, so its absence is no reason to restart podtail. */
function isNeeded({ optional }: SinkStatus): boolean {
  return !optional;
}

function sending({ name, heldBytes, batches, rejected }: SinkStatus): Work {
  const refused = Object.values(rejected).reduce((sum, count) => sum + count, 0);
  return { name: `the sink ${name}`, isWaiting: heldBytes > 0, done: batches + refused };
}

function describe(name: string, milliseconds: number, sinks: readonly SinkStatus[]): string {
  const since = `for ${Math.round(milliseconds / 1000)} s`;
  if (name === READING) return `nothing was read ${since}, although there are unread bytes`;
  const error = sinks.find((sink) => `the sink ${sink.name}` === name)?.lastError;
  return `${name} has taken nothing ${since}${error === undefined ? '' : `: ${error.reason}`}`;
}
