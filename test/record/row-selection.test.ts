import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { appendRow } from '../../src/decode/append-record.js';
import { createRecordBlock, LEVELS, type RecordBlock, RecordFlag } from '../../src/record/record-block.js';
import { createRowSelection } from '../../src/record/row-selection.js';

/** A block whose records are at offsets 0, 10, 20 and so on; reading resumes behind each. */
function blockOf(streams: readonly ('stdout' | 'stderr')[]): RecordBlock {
  const block = createRecordBlock(streams.length, 16);
  for (const [row, stream] of streams.entries()) {
    appendRow(block, row, row + 1, 0, 0, RecordFlag[stream], row * 10, row * 10 + 10);
  }
  return block;
}

const isStderr = (block: RecordBlock, row: number): boolean => (block.flags[row]! & RecordFlag.stderr) !== 0;

function rowsOf(block: RecordBlock): [offset: number, resumeOffset: number][] {
  return Array.from({ length: block.count }, (_, row) => [block.offset[row]!, block.resumeOffset[row]!]);
}

describe('a selection of rows', () => {
  it('is the block itself if all rows are selected', () => {
    const block = blockOf(['stderr', 'stderr']);
    assert.equal(createRowSelection().select(block, isStderr), block);
  });

  it('does not change the block, and lets each selected row settle what follows up to the next one', () => {
    const block = blockOf(['stdout', 'stderr', 'stdout', 'stdout', 'stderr', 'stdout']);
    const selected = createRowSelection().select(block, isStderr);
    assert.deepEqual(rowsOf(selected), [
      [10, 40],
      [40, 60],
    ]);
    assert.deepEqual(rowsOf(block).at(-1), [50, 60]);
    assert.equal(selected.bytes, block.bytes);
  });

  it('is empty if no row is selected', () => {
    assert.equal(createRowSelection().select(blockOf(['stdout']), isStderr).count, 0);
  });

  it('holds every column of each selected row, also when it is used again for a larger block', () => {
    const selection = createRowSelection();
    fc.assert(
      fc.property(fc.array(fc.nat(LEVELS.length - 1), { maxLength: 200 }), (levels) => {
        const block = blockOf(levels.map(() => 'stdout'));
        block.level.set(levels);
        block.membersStart.set(levels.map((level) => level * 3));
        const selected = selection.select(block, ({ level }, row) => level[row]! > 2);
        assert.deepEqual(
          [...selected.level.subarray(0, selected.count)],
          levels.filter((level) => level > 2),
        );
        assert.deepEqual(
          [...selected.membersStart.subarray(0, selected.count)],
          levels.filter((level) => level > 2).map((level) => level * 3),
        );
      }),
    );
  });
});
