import type { LineState } from './line-state.js';
import { copyRow, type RecordBlock, RecordFlag } from './record-block.js';

/** Takes out of a block the records that were settled before reading resumed at an earlier line's pieces. */
export function dropSettled(block: RecordBlock, settled: NonNullable<LineState['settled']>): void {
  const { to, stdout = to, stderr = to } = settled;
  let kept = 0;
  for (let row = 0; row < block.count; row++) {
    const flags = block.flags[row]!;
    const end = (flags & RecordFlag.stdout) !== 0 ? stdout : (flags & RecordFlag.stderr) !== 0 ? stderr : to;
    if (block.offset[row]! < end) continue;
    if (row !== kept) copyRow(block, row, kept);
    kept++;
  }
  block.count = kept;
}
