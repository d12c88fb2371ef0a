import { copyRowTo, createBlockOver, type RecordBlock } from './record-block.js';

/** Whether a record, the one of that row of the block, is selected. */
export type RecordTest = (block: RecordBlock, row: number) => boolean;

/** Selects rows of blocks, one block after the other. */
export interface RowSelection {
  /**
   * The block itself where the test holds for all of its rows, else a block of only those for which it holds, over the
   * same bytes; it may be used until the next call. The resume offset of a selected row is that of the last row before the
   * next selected one: once it and all selected rows before it are settled, nothing is left to settle up to there.
   */
  select(block: RecordBlock, test: RecordTest): RecordBlock;
}

/** Makes a selection, which takes memory only where it has to select. */
export function createRowSelection(): RowSelection {
  let selected: RecordBlock | undefined;

  return {
    select(block, test) {
      let row = 0;
      while (row < block.count && test(block, row)) row++;
      if (row === block.count) return block;
      selected = createBlockOver(block, Math.max(block.count, block.capacity), selected);
      const target = selected;
      for (let before = 0; before < row; before++) copyRowTo(block, before, target, target.count++);
      for (; row < block.count; row++) {
        if (test(block, row)) copyRowTo(block, row, target, target.count++);
        else if (target.count > 0) target.resumeOffset[target.count - 1] = block.resumeOffset[row]!;
      }
      return target;
    },
  };
}
