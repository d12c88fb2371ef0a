import type { RecordBlock } from '../../record/record-block.js';
import { membersText } from '../message-text.js';
import { parseObject } from './json-object.js';

/** Names of the fields that transforms gave a record so far. */
export function memberNames(block: RecordBlock, row: number): string[] {
  const text = membersText(block, row);
  return text === '' ? [] : [...(parseObject(Buffer.from(`{${text.slice(0, -1)}}`))?.keys() ?? [])];
}
