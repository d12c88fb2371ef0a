import type { Expression } from '../expression/expression.js';
import { type RecordBlock, STREAM_FLAGS } from '../record/record-block.js';
import { parseObject } from './json/json-object.js';
import { membersText, messageText } from './message-text.js';

/** The name of the message among the fields that must be equal. */
const MESSAGE = 'message';
/** A separator that is rare in lines, and harmless in a line that contains it. */
const SEPARATOR = '\0';

/**
 * The key that a record and its repeat have in common: their stream, and the message and all fields, or the named ones.
 *
 * @param by names of fields, with `message` among them; undefined for all
 * @param ignore the part of the message that does not count
 */
export function repeatKey(
  block: RecordBlock,
  row: number,
  by: readonly string[] | undefined,
  ignore: Expression | undefined,
): string {
  const stream = String.fromCharCode(block.flags[row]! & STREAM_FLAGS);
  if (by === undefined) return `${stream}${messageOf(block, row, ignore)}${SEPARATOR}${membersText(block, row)}`;
  const members = by.some((name) => name !== MESSAGE) ? membersOf(block, row) : undefined;
  const values = by.map((name) => (name === MESSAGE ? messageOf(block, row, ignore) : (members?.get(name) ?? '')));
  return stream + values.join(SEPARATOR);
}

/** The message without the ignored part. If nothing is ignored, it has one character for each byte. */
function messageOf(block: RecordBlock, row: number, ignore: Expression | undefined): string {
  if (ignore !== undefined) return ignore.replaceAll(messageText(block, row), () => '');
  return block.bytes.toString('latin1', block.messageStart[row]!, block.messageEnd[row]!);
}

function membersOf(block: RecordBlock, row: number): ReadonlyMap<string, Buffer> | undefined {
  const text = membersText(block, row);
  return text === '' ? undefined : parseObject(Buffer.from(`{${text.slice(0, -1)}}`));
}
