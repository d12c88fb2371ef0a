import { isObject } from '../../record/is-object.js';
import { endRecord, type Payload, reservePayload, reserveRecords } from '../../record/payload.js';
import { parseRecordId, runOf, writeRunLengths } from '../../record/payload-records.js';
import { isMapOf, isText } from '../dead-letters.js';
import { unixTimeOf } from '../unix-time.js';
import { formatLokiLabels, lokiName } from './loki-labels.js';
import { entryField, streamHeader } from './loki-messages.js';
import { beginStream, readLokiEntry, templateOf } from './loki-payload.js';
import type { LokiTemplate } from './loki-template.js';

const NO_METADATA = Buffer.alloc(0);

/** The dead letter of a record: what Loki is to get, in plain words; `time` in nanoseconds since 1970. */
export function lokiDeadLetter(payload: Payload, record: number): string {
  const { labels, tenant } = templateOf(runOf(payload, record));
  const { time, line, metadata } = readLokiEntry(payload, record);
  return JSON.stringify({ tenant, labels: Object.fromEntries(labels), time: time.toString(), line, metadata });
}

/** Appends a record from its dead letter, in a stream of its own. */
export function restoreLokiDeadLetter(deadLetter: unknown, id: string, payload: Payload): boolean {
  const parsed = parseRecordId(id);
  if (parsed === undefined || !isObject(deadLetter)) return false;
  const { tenant, labels, line, metadata } = deadLetter;
  const time = unixTimeOf(deadLetter.time);
  if (time === undefined || !isText(line) || !isMapOf(labels, isText) || !isMapOf(metadata, isText)) return false;
  if (tenant !== undefined && !isText(tenant)) return false;
  const names = new Map(Object.entries(labels));
  const stream = formatLokiLabels(names);
  const fixed = { metadata: NO_METADATA, names: undefined, source: undefined, repeats: undefined };
  const template: LokiTemplate = { header: streamHeader(stream), labels: names, stream, tenant, ...fixed };
  // An earlier podtail may have written names that Loki does not take.
  const legal = Object.entries(metadata).map(([name, value]) => [lokiName(name), value] as const);
  const entry = entryField(time, line, legal);
  reservePayload(payload, template.header.length + entry.length);
  reserveRecords(payload, 1);
  beginStream(payload, template, parsed.fileId);
  payload.length += entry.copy(payload.buffer, payload.length);
  endRecord(payload, parsed.offset);
  writeRunLengths(payload);
  return true;
}
