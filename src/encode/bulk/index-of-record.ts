import type { Payload } from '../../record/payload.js';
import { recordBytes } from '../../record/payload-records.js';

const START = '{"create":{"_index":"';

/** The index that the action of a record names. Undefined if the path of the request names it. */
export function indexOfRecord(payload: Payload, record: number): string | undefined {
  const bytes = recordBytes(payload, record);
  if (bytes.toString('latin1', 0, START.length) !== START) return undefined;
  return bytes.toString('latin1', START.length, bytes.indexOf('"', START.length));
}
