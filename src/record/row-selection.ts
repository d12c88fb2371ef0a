import { copyRowTo, createBlockOver, type RecordBlock } from './record-block.js';

/** Whether the record in that row is selected. */
export type RecordTest = (block: RecordBlock, row: number) => boolean;

/** Selects rows of consecutive blocks. */
export interface RowSelection {
  /**
   * The selected rows: the block itself if the test holds for all rows, and otherwise a block with the selected rows
   * over the same bytes. Valid until the next call. The resume offset of a selected row is that of the last row before
   * the next selected one: once it and all selected rows before it are settled, everything up to there is settled.
   */
  select(block: RecordBlock, test: RecordTest): RecordBlock;
}

/** Creates a selection. It allocates memory only if it has to select. */
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
