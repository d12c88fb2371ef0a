import type { Payload } from '../../record/payload.js';
import type { RecordRange } from '../../record/payload-records.js';
import type { StreamPiece, StreamRun } from '../../record/stream-run.js';
import type { LokiPayloads } from './loki-payloads.js';
import type { StreamPart, StreamWatch } from './stream-watch.js';

/** One request: some records of a payload, all of one tenant. */
export interface PlannedPush {
  readonly tenant: string | undefined;
  readonly streams: readonly PlannedStream[];
}

/** The part of a stream in a push. */
interface PlannedStream extends StreamPart {
  /** Whether it is the additional stream for entries that are too far behind in their own stream. */
  readonly isLate: boolean;
  /** Whether it has such an additional stream. */
  readonly canBeLate: boolean;
  /** Ranges of records, ascending: of each the first, and the index just past the last. */
  readonly ranges: readonly RecordRange[];
  /** Whether no record is a second older than one before it. */
  readonly isInOrder: boolean;
}

interface StreamInMaking extends PlannedStream {
  tenant: string | undefined;
  bytes: number;
  oldest: number;
  newest: number;
  isInOrder: boolean;
  readonly ranges: [number, number][];
}

/**
 * Divides a payload into pushes: for each tenant, one push for the streams without risk, and then one push for each
 * stream that must be pushed alone.
 *
 * @param now in seconds since 1970
 */
export function planPushes(payload: Payload, payloads: LokiPayloads, watch: StreamWatch, now: number): PlannedPush[] {
  const streams = groupByStream(payload, payloads, watch);
  const shared = new Map<string | undefined, PlannedStream[]>();
  const alone: PlannedPush[] = [];
  for (const stream of streams) {
    const { tenant } = stream;
    if (watch.isRisky(stream, now)) alone.push({ tenant, streams: [stream] });
    else shared.set(tenant, [...(shared.get(tenant) ?? []), stream]);
  }
  return [...Array.from(shared, ([tenant, streams]) => ({ tenant, streams })), ...alone];
}

/** The records of a push, in the order of the payload. */
export function piecesOf({ streams }: PlannedPush): StreamPiece[] {
  const pieces = streams.flatMap(({ ranges, isLate }) => ranges.map(([first, end]) => ({ first, end, isLate })));
  return streams.length === 1 ? pieces : pieces.sort((one, other) => one.first - other.first);
}

/** The ranges of the records of a push. */
export function rangesOfPush(push: PlannedPush): readonly RecordRange[] {
  const [stream, ...others] = push.streams;
  return others.length === 0 ? stream!.ranges : piecesOf(push).map(({ first, end }) => [first, end]);
}

function groupByStream(payload: Payload, payloads: LokiPayloads, watch: StreamWatch): Iterable<StreamInMaking> {
  const streams = new Map<string, StreamInMaking>();
  const add = (run: StreamRun, tenant: string | undefined, isLate: boolean): void => {
    const key = keyOf(isLate ? run.lateStream! : run.stream, tenant);
    const known = streams.get(key);
    if (known === undefined) {
      const { bytes, oldest, newest, isInOrder, firstRecord, end } = run;
      const canBeLate = !isLate && run.lateStream !== undefined;
      const times = { oldest, newest, isInOrder };
      streams.set(key, { key, tenant, isLate, canBeLate, bytes, ...times, ranges: [[firstRecord, end]] });
    } else extend(known, run);
  };
  for (const [index, run] of payloads.runsOf(payload).entries()) {
    const tenant = payloads.tenantOf(payload, index);
    const cutoff = run.lateStream === undefined ? Number.NEGATIVE_INFINITY : watch.cutoff(keyOf(run.stream, tenant));
    if (run.oldest >= cutoff) add(run, tenant, false);
    else if (run.newest < cutoff) add(run, tenant, true);
    else for (const [part, isLate] of cutRun(payload, run, payloads, cutoff)) add(part, tenant, isLate);
  }
  return streams.values();
}

function extend(stream: StreamInMaking, { firstRecord, end, bytes, oldest, newest, isInOrder }: StreamRun): void {
  stream.isInOrder &&= isInOrder && oldest >= stream.newest;
  stream.bytes += bytes;
  stream.oldest = Math.min(stream.oldest, oldest);
  stream.newest = Math.max(stream.newest, newest);
  const last = stream.ranges.at(-1)!;
  if (last[1] === firstRecord) last[1] = end;
  else stream.ranges.push([firstRecord, end]);
}

/** Divides a run into parts whose entries are all older than the cutoff (`isLate`), or all newer. */
function* cutRun(
  payload: Payload,
  run: StreamRun,
  { secondsOf }: LokiPayloads,
  cutoff: number,
): Generator<[part: StreamRun, isLate: boolean]> {
  const bytesOfRecord = run.bytes / (run.end - run.firstRecord);
  for (let record = run.firstRecord; record < run.end; ) {
    const first = record;
    const isLate = secondsOf(payload, first) < cutoff;
    let oldest = Number.POSITIVE_INFINITY;
    let newest = Number.NEGATIVE_INFINITY;
    let isInOrder = true;
    for (; record < run.end; record++) {
      const seconds = secondsOf(payload, record);
      if (seconds < cutoff !== isLate) break;
      isInOrder &&= seconds >= newest;
      oldest = Math.min(oldest, seconds);
      newest = Math.max(newest, seconds);
    }
    const bytes = (record - first) * bytesOfRecord;
    yield [{ ...run, firstRecord: first, end: record, bytes, oldest, newest, isInOrder }, isLate];
  }
}

/** The key of a stream of a tenant. */
function keyOf(stream: string, tenant: string | undefined): string {
  return `${tenant ?? ''}\n${stream}`;
}
