import type { Expression } from '../expression/expression.js';
import { type RecordBlock, STREAM_FLAGS } from '../record/record-block.js';
import { parseObject } from './json/json-object.js';
import { membersText, messageText } from './message-text.js';

/** The name under which the message is one of the fields that must be equal. */
const MESSAGE = 'message';
/** Stands in no text of a log's line that is left as it is, and does no harm in one that has it. */
const SEPARATOR = '\0';

/**
 * What two records have in common if one is the repeat of the other: their stream, and the message and all fields, or
 * those that are named.
 *
 * @param by names of fields, `message` among them; undefined for all
 * @param ignore what is left out of the message
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

/** As it is, where nothing is left out: one character a byte. */
function messageOf(block: RecordBlock, row: number, ignore: Expression | undefined): string {
  if (ignore !== undefined) return ignore.replaceAll(messageText(block, row), () => '');
  return block.bytes.toString('latin1', block.messageStart[row]!, block.messageEnd[row]!);
}

function membersOf(block: RecordBlock, row: number): ReadonlyMap<string, Buffer> | undefined {
  const text = membersText(block, row);
  return text === '' ? undefined : parseObject(Buffer.from(`{${text.slice(0, -1)}}`));
}
