/**
 * Decides which streams must be pushed alone. Loki reports refused entries only for the last stream of a push
 * (grafana/loki, pkg/ingester/instance.go). In the other streams it silently drops entries that are too far behind,
 * above the rate limit of the stream, or above the limit of streams. So a stream whose entries may be refused is pushed
 * alone. The watch remembers what is needed to decide that.
 */
export interface StreamWatch {
  /** Whether Loki may refuse this part of a stream. */
  isRisky(part: StreamPart, now: number): boolean;
  /** Older entries are too far behind in that stream. In seconds since 1970. */
  cutoff(key: string): number;
  /** Notes that this part is sent now. */
  sent(part: StreamPart, now: number): void;
  /** Loki refused entries of the stream as too far behind. All entries before `oldest` (seconds since 1970) are. */
  behind(key: string, oldest: number): void;
  /** Pushes the stream alone for a while. */
  isolate(key: string, now: number): void;
}

/** The part of a stream in a push. Times are in seconds since 1970. */
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
 * Entries older than this may be refused, in seconds. By default Loki refuses entries an hour behind the newest one of
 * their stream (half of `max_chunk_age`). It takes entries up to ten minutes ahead of its clock, so a stream may be
 * that far ahead.
 */
const OLD = 600;
const AHEAD = 60;
/**
 * After this time without entries, a stream may have left Loki's memory, and may be refused as one too many. In
 * seconds.
 */
const FORGOTTEN = 600;
/** How long a stream is pushed alone after a refusal, in seconds. */
const ISOLATION = 600;
/** Below this many bytes of a stream in one push, and in `RECENT` seconds, a limit of the stream is unlikely. */
const MANY_BYTES = 64 * 1024;
const RECENT = 10;
const MANY_RECENT_BYTES = 4 * MANY_BYTES;
/** Shortest assumed window behind the newest entry, in seconds. */
const LEAST_WINDOW = 1800;
const SWEEP_EVERY = 600;
const SWEEP_AFTER = 7200;

export function createStreamWatch(): StreamWatch {
  const streams = new Map<string, StreamState>();
  /** The window behind the newest entry that refusals have shown, in seconds. Infinite before the first refusal. */
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
