import type { LogStatus } from '../record/log-status.js';
import type { PipelineStatus } from '../record/pipeline-status.js';
import type { SinkStatus } from '../record/sink-status.js';

/** What a running podtail does now: two of its statuses, and what has changed between them. */
export interface TopView {
  readonly version: string;
  /** Seconds. */
  readonly up: number;
  readonly bytesPerSecond: number;
  readonly recordsPerSecond: number;
  readonly lagBytes: number;
  /** The longest of all logs. */
  readonly lagSeconds: number;
  /** Bytes that were given up, and records that were lost or dropped, since the start. */
  readonly abandonedBytes: number;
  readonly lostRecords: number;
  /** Bytes of payload in memory, of which there may be `memoryLimit`. */
  readonly heldBytes: number;
  readonly memoryLimit: number;
  readonly sinks: readonly SinkView[];
  readonly logs: readonly LogView[];
}

export interface SinkView extends Pick<SinkStatus, 'name' | 'optional' | 'state' | 'heldBytes' | 'retries'> {
  readonly recordsPerSecond: number;
  /** Bytes of request bodies, after compression. */
  readonly sentBytesPerSecond: number;
  readonly rejected: number;
  readonly lost: number;
  /** Why it took nothing, while it does not. */
  readonly problem?: string;
}

export interface LogView extends Pick<LogStatus, 'path' | 'metadata' | 'readBytes' | 'rotations'> {
  readonly bytesPerSecond: number;
  readonly lagBytes: number;
  readonly lagSeconds: number;
  readonly abandonedBytes: number;
  /** Why it is not read. */
  readonly problem?: string;
}

/** By what logs are ordered: the most first; logs that are not read come last, by their paths. */
export type TopOrder = 'lag' | 'rate';

/** Compares two statuses of the same podtail. Where it has started again between them, rates are since then. */
export function topView(earlier: PipelineStatus, status: PipelineStatus, order: TopOrder): TopView {
  const isSame = earlier.startedAt === status.startedAt;
  const before = isSame ? earlier : undefined;
  const passed = Math.max(1, status.time - (before?.time ?? status.startedAt)) / 1000;
  const rate = (now: number, then = 0): number => Math.max(0, now - then) / passed;
  const logsBefore = new Map(before?.logs.map((log) => [log.path, log.readBytes]));
  const sinksBefore = new Map(before?.sinks.map((sink) => [sink.name, sink]));
  // A log that is new was read since; one that was known before podtail was asked first has no rate yet.
  const logs = status.logs.map((log) => logView(log, rate(log.readBytes, logsBefore.get(log.path))));
  const { counters, sinks } = status;
  return {
    version: status.version,
    up: Math.max(0, status.time - status.startedAt) / 1000,
    bytesPerSecond: rate(counters.bytesRead, before?.counters.bytesRead),
    recordsPerSecond: rate(counters.records, before?.counters.records),
    lagBytes: sum(logs.map(({ lagBytes }) => lagBytes)),
    lagSeconds: logs.reduce((most, { lagSeconds }) => Math.max(most, lagSeconds), 0),
    abandonedBytes: counters.abandonedBytes,
    lostRecords: sum(sinks.map(lostOf)),
    heldBytes: sum(sinks.map(({ heldBytes }) => heldBytes)),
    memoryLimit: status.memoryLimit,
    sinks: sinks.map((sink) => {
      const then = sinksBefore.get(sink.name);
      return sinkView(sink, rate(sink.records, then?.records), rate(sink.sentBytes, then?.sentBytes));
    }),
    logs: logs.toSorted((a, b) => compareLogs(a, b, order)),
  };
}

function logView(log: LogStatus, bytesPerSecond: number): LogView {
  const { path, metadata, readBytes, rotations, problem, files, abandoned } = log;
  return {
    ...{ path, metadata, readBytes, rotations, bytesPerSecond },
    lagBytes: sum(files.map((file) => file.lagBytes)),
    lagSeconds: files.reduce((most, file) => Math.max(most, file.lagSeconds), 0),
    abandonedBytes: sum(Object.values(abandoned)),
    ...(problem === undefined ? {} : { problem }),
  };
}

function sinkView(sink: SinkStatus, recordsPerSecond: number, sentBytesPerSecond: number): SinkView {
  const { name, optional, state, heldBytes, retries, rejected, lastError } = sink;
  return {
    ...{ name, optional, state, heldBytes, retries, recordsPerSecond, sentBytesPerSecond },
    rejected: sum(Object.values(rejected)),
    lost: lostOf(sink),
    ...(state === 'up' || lastError === undefined ? {} : { problem: lastError.reason }),
  };
}

function compareLogs(a: LogView, b: LogView, order: TopOrder): number {
  const isRead = Number(b.problem === undefined) - Number(a.problem === undefined);
  const lag = b.lagBytes - a.lagBytes;
  const rate = b.bytesPerSecond - a.bytesPerSecond;
  const [first, second] = order === 'lag' ? [lag, rate] : [rate, lag];
  return isRead || first || second || (a.path < b.path ? -1 : 1);
}

function lostOf({ lost, dropped, deadLettersLost }: SinkStatus): number {
  return lost + dropped + deadLettersLost;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
