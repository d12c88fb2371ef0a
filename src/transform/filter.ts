import { copyRow, LEVELS, type RecordBlock, RecordFlag } from '../record/record-block.js';
import { compiled, needlesOf } from './compiled.js';
import { messageText } from './message-text.js';
import { createSignScan } from './prefilter.js';
import type { Condition } from './settings.js';
import type { Transform, TransformContext } from './transform.js';

/** Passes only records that match one of the conditions, or only those that match none. */
export function createFilter(
  kind: 'keep' | 'drop',
  conditions: readonly Condition[],
  context: FilterContext,
): Transform {
  const tests = conditions.map(createTest);
  return {
    apply(block) {
      for (const test of tests) test.begin(block);
      dropRows(block, context, (row) => tests.some((test) => test.takesIn(row)) === (kind === 'keep'));
    },
  };
}

/** Passes a share of the records. The id of a record decides, so the choice is always the same. */
export function createSample(share: number, context: FilterContext): Transform {
  return {
    apply(block) {
      const seed = hashText(block.fileId);
      dropRows(block, context, (row) => hashNumber(seed, block.offset[row]!) < share);
    },
  };
}

type FilterContext = Pick<TransformContext, 'countDropped'>;

interface ConditionTest {
  begin(block: RecordBlock): void;
  takesIn(row: number): boolean;
}

/** Creates a test of a condition for rows. */
export function createTest({ message, stream, level }: Condition): ConditionTest {
  const expression = message === undefined ? undefined : compiled(message);
  const scan = expression?.needles && createSignScan({ needles: [needlesOf(expression)] });
  const levels = level?.map((name) => LEVELS.indexOf(name as (typeof LEVELS)[number]));
  const streamFlag = stream === undefined ? undefined : RecordFlag[stream];
  let block: RecordBlock;
  let signs: Uint32Array | undefined;
  return {
    begin(next) {
      block = next;
      signs = scan?.ofMessages(next);
    },
    takesIn(row) {
      if (streamFlag !== undefined && (block.flags[row]! & streamFlag) === 0) return false;
      if (levels !== undefined && !levels.includes(block.hasLevels ? block.level[row]! : 0)) return false;
      if (expression === undefined) return true;
      return signs?.[row] !== 0 && expression.test(messageText(block, row));
    },
  };
}

/** Removes and counts the dropped rows. */
function dropRows(block: RecordBlock, { countDropped }: FilterContext, goesOn: (row: number) => boolean): void {
  let to = 0;
  for (let row = 0; row < block.count; row++) {
    if (!goesOn(row)) continue;
    if (to !== row) copyRow(block, row, to);
    to++;
  }
  if (to < block.count) countDropped('filtered', block.count - to);
  block.count = to;
}

/** FNV-1a (Fowler, Noll, Vo), 32 bits. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
}

/** A number from 0 to 1, 1 excluded, that depends on both: the mixing steps of MurmurHash3 (Austin Appleby). */
function hashNumber(seed: number, value: number): number {
  let hash = seed ^ Math.imul(value | 0, 0xcc9e2d51) ^ Math.imul(Math.floor(value / 2 ** 32), 0x1b873593);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
