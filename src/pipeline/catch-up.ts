import fs from 'node:fs';
import type { Config } from '../config/config.js';
import type { Delivery } from '../deliver/delivery.js';
import type { CatchUpStatus } from '../record/catch-up-status.js';
import type { LogSource } from '../record/log-source.js';
import { type RecordBlock, STREAM_FLAGS } from '../record/record-block.js';
import { type LineConsumer, wrapConsumer } from '../tail/line-consumer.js';
import { createTokenBucket, type TokenBucket } from '../transform/token-bucket.js';

/**
 * Bounds how fast logs that are behind are read, all together, so that a backlog takes neither the sinks nor the node from
 * fresh lines. Logs that are not behind are never held back.
 */
export interface CatchUp {
  /** When the log may be read on, in milliseconds of the clock; a time that is past: now. */
  readyAt(source: LogSource): number;
  /** The same consumer, under watch. */
  watch(source: LogSource, consumer: LineConsumer): LineConsumer;
  /** The same delivery, which tells of what time records are. */
  before(delivery: Pick<Delivery, 'append'>): Pick<Delivery, 'append'>;
  /** The paths of the logs that are behind, and read in order. */
  behind(): string[];
  /** Forgets logs that are followed no more. To be called every so often. */
  tidy(sources: readonly LogSource[]): void;
  /** Undefined where nothing is bounded. */
  status(): CatchUpStatus | undefined;
  /** How fast the backlog is read that is split from fresh lines: as all that is behind. */
  readonly rate: {
    /** When it may be read on, in milliseconds of the clock; a time that is past: now. */
    readyAt(): number;
    spend(bytes: number): void;
  };
}

/** Where nothing is bounded. */
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
  /** Bytes of one full read: what is read of a log with less than that to read is no backlog. */
  readonly readBytes: number;
  /** Milliseconds, never falling. */
  now(): number;
  /** Milliseconds since 1970. */
  wallTime(): number;
  /** Bytes of a log that are not settled yet, when it is found. */
  lagOf(source: LogSource): number;
  /** Logs whose backlog is split from their fresh lines, and bytes of it that are not read. */
  backlog(): { readonly logs: number; readonly bytes: number };
}

/** How old lines are at least that are no fresh ones, in milliseconds. */
const OLD = 10_000;
/** For how many seconds the backlog may save up. */
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
  /** When the last line was written that was appended, in milliseconds since 1970; undefined where lines bear no times. */
  let lastTime: number | undefined;

  /** What may be spent; undefined where nothing is bounded. */
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

  /** A log with less than a full read is at its end; one whose lines are young is not behind, however much it writes. */
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

/** The time of raw lines is when they were read, which says nothing. */
function timeOfLastRow({ bytes, count, flags, timeStart, timeEnd }: RecordBlock): number | undefined {
  const row = count - 1;
  if ((flags[row]! & STREAM_FLAGS) === 0) return undefined;
  const time = Date.parse(bytes.toString('latin1', timeStart[row]!, timeEnd[row]!));
  return Number.isNaN(time) ? undefined : time;
}

/** What is known of a log's files: as `SavedPosition` has it. */
interface KnownOffset {
  readonly inode: string;
  readonly offset: number;
}

/** Bytes of the file at a path that are behind what is known of it; 0 where there is none. Does not read it. */
export function lagOnDisk(path: string, known: readonly KnownOffset[]): number {
  try {
    const { ino, size } = fs.statSync(path, { bigint: true });
    const offset = known.find(({ inode }) => inode === ino.toString())?.offset ?? 0;
    return Math.max(0, Number(size) - offset);
  } catch {
    return 0;
  }
}
