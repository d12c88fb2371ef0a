import { beginRun, endRecord, type Payload, reservePayload, reserveRecords } from '../../record/payload.js';
import { parseRecordId, recordBytes } from '../../record/payload-records.js';

const NEWLINE = 0x0a;
const RESTORED = {};

/**
 * The dead letter of a record of a bulk request: `{"index":…,"document":…}`.
 *
 * @param fixedIndex the index of records whose action names none
 */
export function bulkDeadLetter(payload: Payload, record: number, fixedIndex: string | undefined): string {
  const lines = recordBytes(payload, record);
  const actionEnd = lines.indexOf(NEWLINE);
  const action = JSON.parse(lines.toString('utf8', 0, actionEnd)) as { create: { _index?: string } };
  const index = JSON.stringify(action.create._index ?? fixedIndex);
  return `{"index":${index},"document":${lines.toString('utf8', actionEnd + 1, lines.length - 1)}}`;
}

/**
 * Appends the record of a dead letter. Its action names the index of the dead letter, even if the configuration has
 * another one now.
 */
export function restoreBulkDeadLetter(deadLetter: unknown, id: string, payload: Payload): boolean {
  const parsed = parseRecordId(id);
  if (parsed === undefined || !isBulkDeadLetter(deadLetter)) return false;
  const action = { create: { _index: deadLetter.index, _id: id } };
  const lines = Buffer.from(`${JSON.stringify(action)}\n${JSON.stringify(deadLetter.document)}\n`);
  reservePayload(payload, lines.length);
  reserveRecords(payload, 1);
  beginRun(payload, RESTORED, parsed.fileId, payload.length, []);
  payload.length += lines.copy(payload.buffer, payload.length);
  endRecord(payload, parsed.offset);
  return true;
}

function isBulkDeadLetter(deadLetter: unknown): deadLetter is { readonly index: string; readonly document: object } {
  if (typeof deadLetter !== 'object' || deadLetter === null || !('index' in deadLetter) || !('document' in deadLetter))
    return false;
  const { index, document } = deadLetter;
  return typeof index === 'string' && typeof document === 'object' && document !== null;
}
