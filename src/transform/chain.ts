import type { RecordBlock } from '../record/record-block.js';
import type { Transform } from './transform.js';

/** How a call of `TransformChain.apply` treats what waits for more. */
export type FlushMode = 'nothing' | 'overdue' | 'everything';

/**
 * The transforms of one source, one after the other, between its decoder and the encoders. Order of calls: `beginFile`
 * for each file of the rotation chain, then `apply` for each block that was decoded of it, empty ones too.
 */
export interface TransformChain {
  /** Whether something waits, so that `apply` has to be called from time to time, with `overdue`. */
  readonly isWaiting: boolean;
  /** Whether what waits has begun in an earlier file than the current one, which is not settled then. */
  readonly holdsEarlier: boolean;
  /** Byte offset in the current file from which reading would have to resume, if all that left the chain was settled. */
  readonly resumeOffset: number;
  /** When the source may be read again, in milliseconds of the clock: a limit on its rate delays it. */
  readonly readyAt: number;
  /** @param lastInherited the last offset that may be a record's that the decoder holds, or `BEFORE_INHERITED` */
  beginFile(offset: number, lastInherited: number): void;
  /**
   * Takes the block's rows through all transforms, in place.
   *
   * @param resumeOffset the decoder's, after this block
   * @param fromEarlier whether the decoder held pieces of a line from an earlier file before this block
   */
  apply(block: RecordBlock, resumeOffset: number, fromEarlier: boolean, flush: FlushMode): void;
}

/** Puts transforms together, in order. */
export function createTransformChain(transforms: readonly Transform[], readyAt: () => number): TransformChain {
  const holdings = transforms.flatMap(({ holding }) => holding ?? []);
  /** What each transform was told to be the resume offset of all that came to it so far. */
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
