import { LEVELS, type RecordBlock } from '../../record/record-block.js';
import { freeName, levelOfRow, recordMembers } from '../json/record-members.js';
import { RECORD_ATTRIBUTES, severityFields } from './otlp-messages.js';
import { attributeField } from './otlp-value.js';

/** SeverityNumber by the index of `LEVELS`: the first of the four of each range. */
const NUMBERS = [0, 1, 5, 9, 13, 17, 21];
const SEVERITIES = LEVELS.map((text, level) =>
  text === '' ? Buffer.alloc(0) : severityFields({ number: NUMBERS[level]!, text }),
);

/** Replaces an empty name of an attribute, which is not allowed. */
const NAMELESS = '_';
/** Names of other attributes of a record. */
const OWN_NAMES = [
  ...['log.iostream', 'log.file.path', 'log.record.uid'],
  ...['podtail.partial', 'podtail.truncated', 'podtail.malformed'],
];

/**
 * The fields that transforms gave a row, as fields of its log record. The level becomes the severity, and the others
 * become attributes with their JSON type.
 */
export function otlpMembers(block: RecordBlock, row: number): Buffer {
  const taken = new Set(OWN_NAMES);
  const attributes = recordMembers(block, row).map(([member, value]) => {
    const name = freeName(member === '' ? NAMELESS : member, taken);
    return name === undefined ? Buffer.alloc(0) : attributeField(RECORD_ATTRIBUTES, name, value);
  });
  return Buffer.concat([SEVERITIES[levelOfRow(block, row)]!, ...attributes]);
}
