import { beginRun, endRecord, type Payload, reservePayload, reserveRecords } from '../../record/payload.js';
import { parseRecordId, recordBytes } from '../../record/payload-records.js';

const NEWLINE = 0x0a;
const RESTORED = {};

/**
 * The letter of a bulk request's record: `{"index":…,"document":…}`.
 *
 * @param fixedIndex the index of records whose action names none
 */
export function bulkLetter(payload: Payload, record: number, fixedIndex: string | undefined): string {
  const lines = recordBytes(payload, record);
  const actionEnd = lines.indexOf(NEWLINE);
  const action = JSON.parse(lines.toString('utf8', 0, actionEnd)) as { create: { _index?: string } };
  const index = JSON.stringify(action.create._index ?? fixedIndex);
  return `{"index":${index},"document":${lines.toString('utf8', actionEnd + 1, lines.length - 1)}}`;
}

/** Appends a record from its letter. Its action names the index, whatever the configuration says now. */
export function restoreBulkLetter(letter: unknown, id: string, payload: Payload): boolean {
  const parsed = parseRecordId(id);
  if (parsed === undefined || !isBulkLetter(letter)) return false;
  const action = { create: { _index: letter.index, _id: id } };
  const lines = Buffer.from(`${JSON.stringify(action)}\n${JSON.stringify(letter.document)}\n`);
  reservePayload(payload, lines.length);
  reserveRecords(payload, 1);
  beginRun(payload, RESTORED, parsed.fileId, payload.length, []);
  payload.length += lines.copy(payload.buffer, payload.length);
  endRecord(payload, parsed.offset);
  return true;
}

function isBulkLetter(letter: unknown): letter is { readonly index: string; readonly document: object } {
  if (typeof letter !== 'object' || letter === null || !('index' in letter) || !('document' in letter)) return false;
  const { index, document } = letter;
  return typeof index === 'string' && typeof document === 'object' && document !== null;
}
