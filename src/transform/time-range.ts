import { createTimeReader } from '../format/time-reader.js';
import { copyRow } from '../record/record-block.js';
import type { Transform, TransformContext } from './transform.js';

/** In milliseconds since 1970, both ends inclusive. */
export interface TimeRange {
  readonly since: number;
  readonly until: number;
}

/** Passes only records of a time range, and records without a valid time. */
export function createTimeRange(
  { since, until }: TimeRange,
  context: Pick<TransformContext, 'countDropped'>,
): Transform {
  const reader = createTimeReader();
  return {
    apply(block) {
      let to = 0;
      for (let row = 0; row < block.count; row++) {
        const isTime = reader.read(block.bytes, block.timeStart[row]!, block.timeEnd[row]!);
        const time = reader.time.seconds * 1000 + reader.time.nanos / 1e6;
        if (isTime && (time < since || time > until)) continue;
        if (to !== row) copyRow(block, row, to);
        to++;
      }
      if (to < block.count) context.countDropped('filtered', block.count - to);
      block.count = to;
    },
  };
}
