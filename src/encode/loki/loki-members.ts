import { LEVELS, type RecordBlock } from '../../record/record-block.js';
import { freeName, levelOfRow, type MemberValue, recordMembers } from '../json/record-members.js';
import { lokiName } from './loki-labels.js';
import { metadataField } from './loki-messages.js';

/**
 * Limits for the fields of a record, so that an entry stays within Loki's defaults: 128 pairs and 64 KB of structured
 * metadata (grafana.com/docs/loki, "limits_config": `max_structured_metadata_*`). Loki refuses an entry above them.
 */
const MOST_PAIRS = 100;
const MOST_BYTES = 48 * 1024;

/**
 * The fields that transforms gave a row, as structured metadata: the level under Loki's name for it, texts and numbers
 * unchanged, and nested values as JSON. Fields without room are omitted and counted.
 *
 * @param taken names that the entry already has
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

/** Loki's own name for a detected level. */
const LEVEL = 'detected_level';
const LEFT_OUT = 'members_left_out';

function textOf(value: NonNullable<MemberValue>): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
