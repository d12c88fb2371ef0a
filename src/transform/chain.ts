import type { RecordBlock } from '../record/record-block.js';
import type { Transform } from './transform.js';

/** What a call of `TransformChain.apply` does with waiting records. */
export type FlushMode = 'nothing' | 'overdue' | 'everything';

/**
 * The transforms of one source, in order, between its decoder and the encoders. Order of calls: `beginFile` for each
 * file of the rotation chain, then `apply` for each decoded block of the file, even an empty one.
 */
export interface TransformChain {
  /** Whether records wait, so that `apply` must be called regularly with `overdue`. */
  readonly isWaiting: boolean;
  /** Whether a waiting record began in an earlier file than the current one. That file is not settled then. */
  readonly holdsEarlier: boolean;
  /** Byte offset in the current file from which reading would resume if everything that left the chain were settled. */
  readonly resumeOffset: number;
  /** When the source may be read again, in milliseconds of the clock: a limit on its rate delays it. */
  readonly readyAt: number;
  /** @param lastInherited the last offset that may be a record's that the decoder holds, or `BEFORE_INHERITED` */
  beginFile(offset: number, lastInherited: number): void;
  /**
   * Applies all transforms to the rows of a block, in place.
   *
   * @param resumeOffset that of the decoder, after this block
   * @param fromEarlier whether the decoder held pieces of a line from an earlier file before this block
   */
  apply(block: RecordBlock, resumeOffset: number, fromEarlier: boolean, flush: FlushMode): void;
}

/** Creates a chain of transforms, in order. */
export function createTransformChain(transforms: readonly Transform[], readyAt: () => number): TransformChain {
  const holdings = transforms.flatMap(({ holding }) => holding ?? []);
  /** For each transform: the resume offset of everything that it received so far. */
  const seen = transforms.map(() => 0);
  let resumeOffset = 0;
  return {
    get isWaiting() {
      return holdings.some((holding) => holding.isWaiting);
    },
    get holdsEarlier() {
      return holdings.some((holding) => holding.holdsEarlier);
    },
    get resumeOffset() {
      return resumeOffset;
    },
    get readyAt() {
      return readyAt();
    },
    beginFile(offset, lastInherited) {
      holdings.reduce((last, holding) => holding.beginFile(offset, last), lastInherited);
      seen.fill(offset);
      resumeOffset = offset;
    },
    apply(block, decoded, decodedFromEarlier, flush) {
      let upstream = decoded;
      let fromEarlier = decodedFromEarlier;
      transforms.forEach(({ apply, holding }, index) => {
        const heldEarlier = holding?.holdsEarlier ?? false;
        if (block.count > 0) apply(block, { resumeBefore: seen[index]!, fromEarlier });
        if (flush !== 'nothing') holding?.flush(block, upstream, flush === 'everything');
        seen[index] = upstream;
        upstream = holding?.resumeOffset(upstream) ?? upstream;
        fromEarlier ||= heldEarlier;
      });
      resumeOffset = upstream;
    },
  };
}
