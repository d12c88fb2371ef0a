import { LEVELS, putScratch, type RecordBlock, RecordFlag } from '../../record/record-block.js';
import { memberNames } from '../json/member-names.js';
import { addMembers } from '../message-text.js';

const MEMBERS = LEVELS.map((level) => Buffer.from(level === '' ? '' : `"level":"${level}",`));

/**
 * Gives a row a level, in its column and, unless there is one, as the field `level`; not where the level is 0 or it has
 * one. Says whether it did.
 */
export function setLevel(block: RecordBlock, row: number, level: number): boolean {
  beginLevels(block);
  if (level === 0 || block.level[row] !== 0) return false;
  block.level[row] = level;
  if ((block.flags[row]! & RecordFlag.members) === 0) putOwn(block, row, MEMBERS[level]!);
  else if (!memberNames(block, row).includes('level')) addMembers(block, row, MEMBERS[level]!);
  return true;
}

/** Makes the column of levels mean something. */
export function beginLevels(block: RecordBlock): void {
  if (block.hasLevels) return;
  block.level.fill(0, 0, block.count);
  block.hasLevels = true;
}

function putOwn(block: RecordBlock, row: number, members: Buffer): void {
  block.membersStart[row] = putScratch(block, members);
  block.membersEnd[row] = block.scratchEnd;
  block.flags[row]! |= RecordFlag.members;
}
