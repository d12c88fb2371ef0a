/**
 * What takes the bytes that were read of one source's files. The bytes stand at the start of the shared block; the
 * consumer has done with them when its call returns. Order of calls: `beginFile`, then `take`… for each file of the
 * chain, oldest first; `takeHalfLine` at most once a read, `flushPieces` at any time between.
 */
export interface LineConsumer {
  /** Whether pieces of a line wait for the rest. */
  readonly hasPieces: boolean;
  /**
   * What follows stands in that file, from that byte offset on. Called when a line of it is whole, or has to be taken as
   * it is. `fileId` names the file in the ids of its records: 22 characters of `0-9A-Za-z_-` (see `fileIdOf`).
   */
  beginFile(fileKey: number, offset: number, fileId: string): void;
  /** Takes whole lines of the `length` bytes, which stand at `offset` of the file; returns how many bytes were taken. */
  take(length: number, offset: number): number;
  /** Takes all of the `length` bytes: a line whose newline did not come. */
  takeHalfLine(length: number, offset: number): void;
  /** Takes all of the `length` bytes: the beginning of a line that is too long to be read at once. */
  takeLineTooLong(length: number, offset: number): void;
  /** Ships the pieces that have waited since `before` (milliseconds of the clock), or all of them. */
  flushPieces(before?: number): void;
}
