import { LEVELS, type RecordBlock } from '../../record/record-block.js';
import { freeName, levelOfRow, type MemberValue, recordMembers } from '../json/record-members.js';
import { lokiName } from './loki-labels.js';
import { metadataField } from './loki-messages.js';

/**
 * What a record may have of its own, so that it stays, with what all records have, within Loki's defaults: 128 pairs and
 * 64 KB of structured metadata (grafana.com/docs/loki, "limits_config": `max_structured_metadata_*`), above which it
 * refuses the entry.
 */
const MOST_PAIRS = 100;
const MOST_BYTES = 48 * 1024;

/**
 * The fields that transforms gave a row, as structured metadata of its entry: the level under the name that Loki has for
 * it, texts and numbers as they are, what is nested as JSON. Those for which there is no room are left out and counted.
 *
 * @param taken names that the entry has already
 */
export function lokiMembers(block: RecordBlock, row: number, taken: ReadonlySet<string>): Buffer {
  const names = new Set([...taken, LEVEL, LEFT_OUT]);
  const level = levelOfRow(block, row);
  const fields = level === 0 ? [] : [metadataField(LEVEL, LEVELS[level]!)];
  let bytes = 0;
  let leftOut = 0;
  for (const [member, value] of recordMembers(block, row)) {
    const text = textOf(value);
    if (text === '') continue;
    const field = metadataField(lokiName(member), text);
    const hasRoom = fields.length < MOST_PAIRS && bytes + field.length <= MOST_BYTES;
    const name = hasRoom ? freeName(lokiName(member), names) : undefined;
    if (name === undefined) {
      leftOut++;
      continue;
    }
    bytes += field.length;
    fields.push(name === lokiName(member) ? field : metadataField(name, text));
  }
  if (leftOut > 0) fields.push(metadataField(LEFT_OUT, leftOut.toString()));
  return Buffer.concat(fields);
}

/** The name that Loki itself gives to a level that it finds. */
const LEVEL = 'detected_level';
const LEFT_OUT = 'members_left_out';

function textOf(value: NonNullable<MemberValue>): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
