import { beginRun, endRecord, type Payload, reservePayload, reserveRecords } from '../../record/payload.js';
import { parseRecordId, recordBytes } from '../../record/payload-records.js';

const NEWLINE = 0x0a;
const RESTORED = {};

/** The dead letter of a record that is a line of JSON: the line, without its newline. */
export function jsonLine(payload: Payload, record: number): string {
  const bytes = recordBytes(payload, record);
  return bytes.toString('utf8', 0, bytes.length - 1);
}

/** Appends a line of JSON from its dead letter. */
export function restoreJsonLine(deadLetter: unknown, id: string, payload: Payload): boolean {
  const parsed = parseRecordId(id);
  if (parsed === undefined || typeof deadLetter !== 'object' || deadLetter === null || Array.isArray(deadLetter))
    return false;
  const line = Buffer.from(JSON.stringify(deadLetter), 'utf8');
  reservePayload(payload, line.length + 1);
  reserveRecords(payload, 1);
  beginRun(payload, RESTORED, parsed.fileId, payload.length, []);
  payload.length += line.copy(payload.buffer, payload.length);
  payload.buffer[payload.length++] = NEWLINE;
  endRecord(payload, parsed.offset);
  return true;
}
