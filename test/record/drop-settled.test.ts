import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dropSettled } from '../../src/record/drop-settled.js';
import { createRecordBlock, type RecordBlock, RecordFlag } from '../../src/record/record-block.js';

const { stdout, stderr } = RecordFlag;
const RAW = 0;

/** A block with a record at each offset, of that stream, and the record's number in all other columns. */
function blockOf(records: readonly (readonly [offset: number, stream: number])[]): RecordBlock {
  const block = createRecordBlock(16, 16);
  for (const [row, [offset, stream]] of records.entries()) {
    for (const column of columnsOf(block)) column[row] = row;
    block.offset[row] = offset;
    block.flags[row] = stream;
  }
  block.count = records.length;
  return block;
}

/** All that has an entry a record, so that a new column cannot be forgotten. */
function columnsOf(block: RecordBlock): (Int32Array | Float64Array | Uint8Array)[] {
  return Object.values(block).filter((value) => ArrayBuffer.isView(value) && 'length' in value && value.length === 16);
}

describe('dropping records that were settled before', () => {
  const cases: readonly (readonly [name: string, settled: Parameters<typeof dropSettled>[1], kept: number[]])[] = [
    ['are all those up to an offset, where no stream has a line that waits', { to: 30 }, [30, 40, 41]],
    ['are not those of a stream behind its first piece', { to: 30, stdout: 10 }, [10, 30, 40, 41]],
    ['are not those of the other stream behind its own', { to: 30, stdout: 10, stderr: 20 }, [10, 20, 30, 40, 41]],
    ['are none behind the offset', { to: 0 }, [0, 5, 10, 20, 25, 30, 40, 41]],
  ];
  for (const [name, settled, kept] of cases) {
    it(name, () => {
      const block = blockOf([
        [0, stdout],
        [5, stderr],
        [10, stdout],
        [20, stderr],
        [25, RAW],
        [30, stdout],
        [40, RAW],
        [41, stderr],
      ]);
      dropSettled(block, settled);
      assert.deepEqual([...block.offset.subarray(0, block.count)], kept);
    });
  }

  it('keeps all columns of the others', () => {
    const block = blockOf([
      [0, stdout],
      [10, stdout],
      [20, stderr],
    ]);
    dropSettled(block, { to: 10 });
    const others = columnsOf(block).filter((column) => column !== block.offset && column !== block.flags);
    assert.ok(others.length >= 5);
    for (const column of others) assert.deepEqual([...column.subarray(0, block.count)], [1, 2]);
  });
});
