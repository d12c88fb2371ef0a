import fs from 'node:fs';
import type { Config } from '../config/config.js';
import type { Delivery } from '../deliver/delivery.js';
import type { CatchUpStatus } from '../record/catch-up-status.js';
import type { LogSource } from '../record/log-source.js';
import { type RecordBlock, STREAM_FLAGS } from '../record/record-block.js';
import { type LineConsumer, wrapConsumer } from '../tail/line-consumer.js';
import { createTokenBucket, type TokenBucket } from '../transform/token-bucket.js';

/**
 * Limits the total rate at which logs that are behind are read, so that a backlog leaves the sinks and the node to
 * fresh lines. Logs that are not behind are never delayed.
 */
export interface CatchUp {
  /** When the log may be read again, in milliseconds of `now`. A time in the past means now. */
  readyAt(source: LogSource): number;
  /** A consumer that passes on to this one, and measures what it takes. */
  watch(source: LogSource, consumer: LineConsumer): LineConsumer;
  /** A delivery that passes on to this one, and notes the times of records. */
  before(delivery: Pick<Delivery, 'append'>): Pick<Delivery, 'append'>;
  /** The paths of logs that are behind and read in order. */
  behind(): string[];
  /** Forgets logs that are no longer followed. To be called at each sweep. */
  tidy(sources: readonly LogSource[]): void;
  /** Undefined if there is no limit. */
  status(): CatchUpStatus | undefined;
  /**
   * The rate limit for backlogs that are separated from fresh lines. They share the limit of all logs that are behind.
   */
  readonly rate: {
    /** When they may be read again, in milliseconds of `now`. A time in the past means now. */
    readyAt(): number;
    spend(bytes: number): void;
  };
}

/** For a configuration without a limit. */
export const UNBOUNDED: CatchUp = {
  readyAt: () => 0,
  watch: (_, consumer) => consumer,
  before: (delivery) => delivery,
  behind: () => [],
  tidy() {},
  status: () => undefined,
  rate: { readyAt: () => 0, spend() {} },
};

export interface CatchUpSurroundings {
  /** Bytes of one full read. A log with fewer unread bytes is not behind. */
  readonly readBytes: number;
  /** Milliseconds, never falling. */
  now(): number;
  /** Milliseconds since 1970. */
  wallTime(): number;
  /** Unsettled bytes of a log at the time it is found. */
  lagOf(source: LogSource): number;
  /** The number of logs whose backlog is separated from their fresh lines, and its unread bytes. */
  backlog(): { readonly logs: number; readonly bytes: number };
}

/** Age from which lines are not fresh, in milliseconds. */
const OLD = 10_000;
/** Burst of the limit, in seconds at its rate. */
const BURST = 1;

type Settings = Exclude<Config['catchUp'], undefined>;

/** @param settings what the configuration says at the time; undefined: nothing is bounded */
export function createCatchUp(
  settings: () => Settings | undefined,
  { readBytes, now, wallTime, lagOf, backlog }: CatchUpSurroundings,
): CatchUp {
  let latest: { readonly bytesPerSecond: number; readonly bucket: TokenBucket } | undefined;
  /** Whether each log is behind, by its path. */
  const behind = new Map<string, boolean>();
  /** When the last appended line was written, in milliseconds since 1970. Undefined if the lines have no times. */
  let lastTime: number | undefined;

  /** The bytes that may be read now. Undefined if there is no limit. */
  function limit(): TokenBucket | undefined {
    const bytesPerSecond = settings()?.bytesPerSecond;
    if (bytesPerSecond !== latest?.bytesPerSecond) {
      latest =
        bytesPerSecond === undefined
          ? undefined
          : { bytesPerSecond, bucket: createTokenBucket(bytesPerSecond, BURST, now()) };
      if (latest === undefined) behind.clear();
    }
    return latest?.bucket;
  }

  function readyAt(): number {
    const bucket = limit();
    return bucket === undefined || bucket.has(now()) ? 0 : bucket.solventAt;
  }

  function isBehind(source: LogSource): boolean {
    const known = behind.get(source.path);
    if (known !== undefined) return known;
    const guess = lagOf(source) > readBytes;
    behind.set(source.path, guess);
    return guess;
  }

  /** A log with less than a full read is at its end. A log with recent lines is not behind, however much it writes. */
  function isStillBehind(length: number): boolean {
    return length >= readBytes && (lastTime === undefined || wallTime() - lastTime > OLD);
  }

  return {
    readyAt: (source) => (limit() === undefined || !isBehind(source) ? 0 : readyAt()),
    watch(source, consumer) {
      return wrapConsumer(consumer, {
        take(length, offset) {
          const bucket = limit();
          if (bucket === undefined) return consumer.take(length, offset);
          const wasBehind = isBehind(source);
          lastTime = undefined;
          const taken = consumer.take(length, offset);
          const is = isStillBehind(length);
          behind.set(source.path, is);
          if (wasBehind || is) bucket.borrow(taken, now());
          return taken;
        },
      });
    },
    before: (delivery) => ({
      append(block, alsoSettles) {
        if (latest !== undefined && block.count > 0) lastTime = timeOfLastRow(block);
        delivery.append(block, alsoSettles);
      },
    }),
    behind: () => [...behind].flatMap(([path, is]) => (is ? [path] : [])),
    tidy(sources) {
      if (behind.size <= 2 * sources.length) return;
      const followed = new Set(sources.map(({ path }) => path));
      for (const path of behind.keys()) if (!followed.has(path)) behind.delete(path);
    },
    status() {
      const set = settings();
      if (set === undefined) return undefined;
      const { logs, bytes: backlogBytes } = backlog();
      const inOrder = [...behind.values()].filter((is) => is).length;
      return { behind: inOrder + logs, ...set, backlogBytes };
    },
    rate: { readyAt, spend: (bytes) => limit()?.borrow(bytes, now()) },
  };
}

/** The time of raw lines is the time of their reading, which does not tell their age. */
function timeOfLastRow({ bytes, count, flags, timeStart, timeEnd }: RecordBlock): number | undefined {
  const row = count - 1;
  if ((flags[row]! & STREAM_FLAGS) === 0) return undefined;
  const time = Date.parse(bytes.toString('latin1', timeStart[row]!, timeEnd[row]!));
  return Number.isNaN(time) ? undefined : time;
}

/** The known state of a file of a log, as in `SavedPosition`. */
interface KnownOffset {
  readonly inode: string;
  readonly offset: number;
}

/** Bytes of the file at a path after its known offset. 0 if there is no file. Does not read the file. */
export function lagOnDisk(path: string, known: readonly KnownOffset[]): number {
  try {
    const { ino, size } = fs.statSync(path, { bigint: true });
    const offset = known.find(({ inode }) => inode === ino.toString())?.offset ?? 0;
    return Math.max(0, Number(size) - offset);
  } catch {
    return 0;
  }
}
