import { counted } from '../record/counted.js';
import { copyRow, putScratch, type RecordBlock, reserveRows, STREAM_FLAGS } from '../record/record-block.js';
import type { RateLimitSettings } from './settings.js';
import { createTokenBucket, type TokenBucket } from './token-bucket.js';
import type { Holding, Transform, TransformContext } from './transform.js';

/** Milliseconds between two log lines with the number of dropped records. */
const SUMMARY_INTERVAL = 60_000;

/** A limit that delays. All rows pass, and the source is not read again before `readyAt`. */
export interface RateDelay extends Transform {
  /** In milliseconds of the clock. */
  readonly readyAt: number;
}

/** Limits the rate of a source by delaying it. The block that exceeds the limit passes as a whole. */
export function createRateDelay(settings: RateLimitSettings, context: TransformContext): RateDelay {
  const buckets = createBuckets(settings, context.now());
  return {
    apply(block) {
      const now = context.now();
      for (const { bucket, cost } of buckets) {
        let total = 0;
        for (let row = 0; row < block.count; row++) total += cost(block, row);
        bucket.borrow(total, now);
      }
    },
    get readyAt() {
      return Math.max(0, ...buckets.map(({ bucket }) => bucket.solventAt));
    },
  };
}

/** Drops and counts records above the rate. Once a minute it replaces a dropped record with a summary. */
export function createRateDrop(settings: RateLimitSettings, context: TransformContext): Transform {
  const buckets = createBuckets(settings, context.now());
  const dropped = { records: 0, bytes: 0, since: 0, stream: 0, offset: -1 };

  function isOver(now: number): boolean {
    return dropped.records > 0 && now - dropped.since >= SUMMARY_INTERVAL;
  }

  function count(block: RecordBlock, row: number, now: number): void {
    if (dropped.records === 0) dropped.since = now;
    dropped.records++;
    dropped.bytes += block.messageEnd[row]! - block.messageStart[row]!;
    dropped.offset = block.offset[row]!;
    dropped.stream = block.flags[row]! & STREAM_FLAGS;
    context.countDropped('rateLimited', 1);
  }

  /** Writes the summary to a row, at the place of the latest dropped record. */
  function putSummary(block: RecordBlock, row: number, resumeOffset: number): void {
    const { records, bytes, stream, offset } = dropped;
    const time = putScratch(block, Buffer.from(new Date(context.wallTime()).toISOString(), 'latin1'));
    block.timeStart[row] = time;
    block.timeEnd[row] = block.scratchEnd;
    block.messageStart[row] = putScratch(block, Buffer.from(summary(records, bytes, settings, context), 'utf8'));
    block.messageEnd[row] = block.scratchEnd;
    block.flags[row] = stream;
    block.level[row] = 0;
    block.offset[row] = offset;
    block.resumeOffset[row] = resumeOffset;
    dropped.records = 0;
    dropped.bytes = 0;
  }

  const holding: Holding = {
    get isWaiting() {
      return dropped.records > 0 && dropped.offset >= 0;
    },
    holdsEarlier: false,
    resumeOffset: (next) => next,
    beginFile(_offset, lastInherited) {
      // A record of the new file may be at the same offset.
      dropped.offset = -1;
      return lastInherited;
    },
    flush(block, resumeOffset, everything) {
      if (dropped.offset < 0 || dropped.records === 0 || !(everything || isOver(context.now()))) return;
      reserveRows(block, block.count + 1);
      putSummary(block, block.count, resumeOffset);
      block.count++;
    },
  };

  return {
    holding,
    apply(block) {
      const now = context.now();
      let to = 0;
      for (let row = 0; row < block.count; row++) {
        if (take(buckets, block, row, now)) {
          if (to !== row) copyRow(block, row, to);
          to++;
          continue;
        }
        count(block, row, now);
        if (isOver(now)) putSummary(block, to++, block.resumeOffset[row]!);
      }
      block.count = to;
    },
  };
}

interface Share {
  readonly bucket: TokenBucket;
  cost(block: RecordBlock, row: number): number;
}

function createBuckets({ lines, bytes, burst }: RateLimitSettings, now: number): Share[] {
  const shares: Share[] = [];
  if (lines !== undefined) shares.push({ bucket: createTokenBucket(lines, burst, now), cost: () => 1 });
  if (bytes !== undefined) {
    const length = (block: RecordBlock, row: number): number => block.messageEnd[row]! - block.messageStart[row]!;
    shares.push({ bucket: createTokenBucket(bytes, burst, now), cost: length });
  }
  return shares;
}

function take(shares: readonly Share[], block: RecordBlock, row: number, now: number): boolean {
  for (const { bucket } of shares) if (!bucket.has(now)) return false;
  for (const { bucket, cost } of shares) bucket.borrow(cost(block, row), now);
  return true;
}

function summary(
  records: number,
  bytes: number,
  { lines, bytes: bytesASecond }: RateLimitSettings,
  { source }: TransformContext,
): string {
  const { namespace, pod, container } = source.metadata;
  const name = pod === undefined ? source.path : [namespace, pod, container].join('/');
  const limits = [
    ...(lines === undefined ? [] : [counted(lines, 'line')]),
    ...(bytesASecond === undefined ? [] : [counted(bytesASecond, 'byte')]),
  ];
  return `podtail dropped ${counted(records, 'line')} (${counted(bytes, 'byte')}) of ${name}, which is over its limit of ${limits.join(' and ')} per second`;
}
