/**
 * Loki reports refused entries only for the last stream of a push (grafana/loki, pkg/ingester/instance.go): entries of
 * the others that are too far behind, above a stream's rate limit or the limit of streams are dropped without a word. So
 * a stream of which entries may be refused is to be pushed alone. This remembers what has to be known for that.
 */
export interface StreamWatch {
  /** Whether what a push is to have of a stream may be refused. */
  isRisky(part: StreamPart, now: number): boolean;
  /** Seconds since 1970: what is older is too far behind in that stream. */
  cutoff(key: string): number;
  /** That is sent now. */
  sent(part: StreamPart, now: number): void;
  /** Loki has refused entries of the stream as too far behind; all before `oldest` (seconds since 1970) are. */
  behind(key: string, oldest: number): void;
  /** The stream is to be pushed alone for a while. */
  isolate(key: string, now: number): void;
}

/** What a push is to have of a stream. Times are in seconds since 1970. */
export interface StreamPart {
  /** Names the stream and its tenant. */
  readonly key: string;
  readonly bytes: number;
  readonly oldest: number;
  readonly newest: number;
}

interface StreamState {
  /** The newest time that was sent, in seconds since 1970. */
  newest: number;
  /** When it was last sent. */
  lastSent: number;
  /** Since when `recentBytes` are counted. */
  since: number;
  recentBytes: number;
  cutoff: number;
  aloneUntil: number;
}

/**
 * In seconds. By default Loki refuses what is an hour behind the newest entry of its stream (half of `max_chunk_age`), and
 * takes entries that are ten minutes ahead of its clock, so that a stream may be that far ahead.
 */
const OLD = 600;
const AHEAD = 60;
/** A stream that was not sent for so long may be gone from Loki's memory, and be refused as one too many. */
const FORGOTTEN = 600;
/** How long a stream is pushed alone after a refusal. */
const ISOLATION = 600;
/** Bytes of a stream in one push, and in so many seconds, below which no limit of a stream is likely. */
const MANY_BYTES = 64 * 1024;
const RECENT = 10;
const MANY_RECENT_BYTES = 4 * MANY_BYTES;
/** The least that Loki is taken to grant behind the newest entry. */
const LEAST_WINDOW = 1800;
const SWEEP_EVERY = 600;
const SWEEP_AFTER = 7200;

export function createStreamWatch(): StreamWatch {
  const streams = new Map<string, StreamState>();
  /** How far behind its stream's newest entry one may be, as far as refusals have shown; infinite before the first. */
  let window = Number.POSITIVE_INFINITY;
  let swept = 0;

  function stateOf(key: string): StreamState {
    let state = streams.get(key);
    if (state === undefined) {
      const never = Number.NEGATIVE_INFINITY;
      state = { newest: never, lastSent: never, since: never, recentBytes: 0, cutoff: never, aloneUntil: never };
      streams.set(key, state);
    }
    return state;
  }

  function sweep(now: number): void {
    swept = now;
    for (const [key, { lastSent }] of streams) if (lastSent < now - SWEEP_AFTER) streams.delete(key);
  }

  return {
    isRisky({ key, bytes, oldest, newest }, now) {
      if (oldest < now - OLD || newest > now + AHEAD || bytes >= MANY_BYTES) return true;
      const state = streams.get(key);
      if (state === undefined || state.lastSent < now - FORGOTTEN || state.aloneUntil > now) return true;
      if (oldest < state.newest - OLD) return true;
      return state.since > now - RECENT && state.recentBytes + bytes >= MANY_RECENT_BYTES;
    },
    cutoff(key) {
      const state = streams.get(key);
      return state === undefined ? Number.NEGATIVE_INFINITY : Math.max(state.cutoff, state.newest - window);
    },
    sent({ key, bytes, newest }, now) {
      if (now - swept >= SWEEP_EVERY) sweep(now);
      const state = stateOf(key);
      state.newest = Math.max(state.newest, newest);
      state.lastSent = now;
      if (state.since <= now - RECENT) {
        state.since = now;
        state.recentBytes = 0;
      }
      state.recentBytes += bytes;
    },
    behind(key, oldest) {
      const state = stateOf(key);
      state.cutoff = Math.max(state.cutoff, oldest);
      const shown = Math.max(state.newest - oldest, LEAST_WINDOW);
      window = Number.isFinite(window) ? Math.max(window, shown) : shown;
    },
    isolate(key, now) {
      stateOf(key).aloneUntil = now + ISOLATION;
    },
  };
}
