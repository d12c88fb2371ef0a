import type { Payload } from '../../record/payload.js';
import { recordBytes } from '../../record/payload-records.js';

const START = '{"create":{"_index":"';

/** The index that a record of a bulk request's payload names; undefined where the request's path does. */
export function indexOfRecord(payload: Payload, record: number): string | undefined {
  const bytes = recordBytes(payload, record);
  if (bytes.toString('latin1', 0, START.length) !== START) return undefined;
  return bytes.toString('latin1', START.length, bytes.indexOf('"', START.length));
}
