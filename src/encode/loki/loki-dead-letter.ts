import { isObject } from '../../record/is-object.js';
import { endRecord, type Payload, reservePayload, reserveRecords } from '../../record/payload.js';
import { parseRecordId, runOf, writeRunLengths } from '../../record/payload-records.js';
import { isMapOf, isText } from '../dead-letters.js';
import { openRun } from '../protobuf/run-header.js';
import { unixTimeOf } from '../unix-time.js';
import { lokiName } from './loki-labels.js';
import { entryField } from './loki-messages.js';
import { readLokiEntry, streamOf } from './loki-payload.js';
import { lokiStream } from './loki-template.js';

/** The dead letter of a record: the entry for Loki as plain JSON. `time` is in nanoseconds since 1970. */
export function lokiDeadLetter(payload: Payload, record: number): string {
  const { labels, tenant } = streamOf(runOf(payload, record));
  const { time, line, metadata } = readLokiEntry(payload, record);
  return JSON.stringify({ tenant, labels: Object.fromEntries(labels), time: time.toString(), line, metadata });
}

/** Appends the record of a dead letter, in a stream of its own. */
export function restoreLokiDeadLetter(deadLetter: unknown, id: string, payload: Payload): boolean {
  const parsed = parseRecordId(id);
  if (parsed === undefined || !isObject(deadLetter)) return false;
  const { tenant, labels, line, metadata } = deadLetter;
  const time = unixTimeOf(deadLetter.time);
  if (time === undefined || !isText(line) || !isMapOf(labels, isText) || !isMapOf(metadata, isText)) return false;
  if (tenant !== undefined && !isText(tenant)) return false;
  const stream = lokiStream(new Map(Object.entries(labels)), tenant, undefined);
  // An earlier version of podtail may have written names that Loki refuses.
  const legal = Object.entries(metadata).map(([name, value]) => [lokiName(name), value] as const);
  const entry = entryField(time, line, legal);
  reserveRecords(payload, 1);
  openRun(payload, stream, parsed.fileId);
  reservePayload(payload, entry.length);
  payload.length += entry.copy(payload.buffer, payload.length);
  endRecord(payload, parsed.offset);
  writeRunLengths(payload);
  return true;
}
