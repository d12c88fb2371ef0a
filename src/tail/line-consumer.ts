import type { LineState } from '../record/line-state.js';

/**
 * What takes the bytes that were read of one source's files. The bytes are at the start of the shared block; the
 * consumer has done with them when its call returns. Order of calls: `beginFile`, then `take`… for each file of the
 * chain, oldest first; `takeHalfLine` at most once a read, `flushPartialLines` at any time between.
 */
export interface LineConsumer {
  /** Whether pieces of a line wait for the rest. */
  readonly hasPartialLine: boolean;
  /**
   * What follows is in that file, from that byte offset on. Called when a line of it is whole, or has to be taken as
   * it is. `fileId` names the file in the ids of its records: 22 characters of `0-9A-Za-z_-` (see `fileIdOf`). `state` is
   * what `lineState` was when reading stopped at that offset.
   */
  beginFile(fileKey: number, offset: number, fileId: string, state?: LineState): void;
  /** Bytes at the end of what was taken of a file that are not settled before the rest of a line has come. */
  waiting(fileKey: number): number;
  /** What it takes to continue behind what was taken of a file, provided that all records that came of it are settled. */
  lineState(fileKey: number): LineState | undefined;
  /** Takes whole lines of the `length` bytes, which are at `offset` of the file; returns how many bytes were taken. */
  take(length: number, offset: number): number;
  /**
   * Takes all of the `length` bytes: a line whose newline did not come. Returns false, and takes nothing, where the rest may
   * still come (`isLast` is false) and what is there says nothing without it.
   */
  takeHalfLine(length: number, offset: number, isLast: boolean): boolean;
  /** Takes all of the `length` bytes: the beginning of a line that is too long to be read at once. */
  takeLineTooLong(length: number, offset: number): void;
  /** Ships the pieces that have waited since `before` (milliseconds of the clock), or all of them. */
  flushPartialLines(before?: number): void;
}

/** The same consumer, but for what `own` does in its place. */
export function wrapConsumer(
  consumer: LineConsumer,
  own: Partial<Pick<LineConsumer, 'beginFile' | 'take'>>,
): LineConsumer {
  return {
    get hasPartialLine() {
      return consumer.hasPartialLine;
    },
    beginFile: (key, offset, fileId, state) => consumer.beginFile(key, offset, fileId, state),
    waiting: (key) => consumer.waiting(key),
    lineState: (key) => consumer.lineState(key),
    take: (length, offset) => consumer.take(length, offset),
    takeHalfLine: (length, offset, isLast) => consumer.takeHalfLine(length, offset, isLast),
    takeLineTooLong: (length, offset) => consumer.takeLineTooLong(length, offset),
    flushPartialLines: (before) => consumer.flushPartialLines(before),
    ...own,
  };
}
