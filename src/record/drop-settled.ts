import type { LineState } from './line-state.js';
import { type RecordBlock, RecordFlag } from './record-block.js';

/** Takes out of a block the records that were settled before reading resumed at an earlier line's pieces. */
export function dropSettled(block: RecordBlock, settled: NonNullable<LineState['settled']>): void {
  const { to, stdout = to, stderr = to } = settled;
  let kept = 0;
  for (let row = 0; row < block.count; row++) {
    const flags = block.flags[row]!;
    const end = (flags & RecordFlag.stdout) !== 0 ? stdout : (flags & RecordFlag.stderr) !== 0 ? stderr : to;
    if (block.offset[row]! >= end) moveRow(block, row, kept++);
  }
  block.count = kept;
}

function moveRow(block: RecordBlock, from: number, to: number): void {
  if (from === to) return;
  block.messageStart[to] = block.messageStart[from]!;
  block.messageEnd[to] = block.messageEnd[from]!;
  block.timeStart[to] = block.timeStart[from]!;
  block.timeEnd[to] = block.timeEnd[from]!;
  block.flags[to] = block.flags[from]!;
  block.offset[to] = block.offset[from]!;
  block.resumeOffset[to] = block.resumeOffset[from]!;
}
