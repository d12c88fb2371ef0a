import type { SettledLines } from './line-state.js';
import { copyRow, type RecordBlock } from './record-block.js';
import { settledEnd } from './settled-end.js';

/** Removes the records that were already settled when reading resumed at the pieces of an earlier line. */
export function dropSettled(block: RecordBlock, settled: SettledLines): void {
  let kept = 0;
  for (let row = 0; row < block.count; row++) {
    if (block.offset[row]! < settledEnd(settled, block.flags[row]!)) continue;
    if (row !== kept) copyRow(block, row, kept);
    kept++;
  }
  block.count = kept;
}
