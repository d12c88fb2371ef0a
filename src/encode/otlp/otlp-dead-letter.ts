import { isObject } from '../../record/is-object.js';
import { endRecord, type Payload, reservePayload, reserveRecords } from '../../record/payload.js';
import { parseRecordId, runOf, writeRunLengths } from '../../record/payload-records.js';
import { isMapOf } from '../dead-letters.js';
import { openRun } from '../protobuf/run-header.js';
import { unixTimeOf } from '../unix-time.js';
import { type Attributes, recordField, type Severity } from './otlp-messages.js';
import { otlpRunOf, readOtlpRecord } from './otlp-payload.js';
import { otlpRun } from './otlp-template.js';
import { type AttributeValue, isAttributeValue } from './otlp-value.js';

/** The dead letter of a record: the log record as plain JSON. Times are in nanoseconds since 1970. */
export function otlpDeadLetter(payload: Payload, record: number): string {
  const { resource, scope } = otlpRunOf(runOf(payload, record));
  const { time, observedTime, severity, body, attributes } = readOtlpRecord(payload, record);
  return JSON.stringify({
    resource: Object.fromEntries(resource),
    scope,
    time: time.toString(),
    observedTime: observedTime.toString(),
    severity,
    body,
    attributes: Object.fromEntries(attributes),
  });
}

/** Appends the record of a dead letter, in a resource of its own. */
export function restoreOtlpDeadLetter(deadLetter: unknown, id: string, payload: Payload): boolean {
  const parsed = parseRecordId(id);
  if (parsed === undefined || !isObject(deadLetter)) return false;
  const { resource, scope, body } = deadLetter;
  const attributes = attributesOf(deadLetter.attributes);
  const resourceAttributes = attributesOf(resource);
  const time = unixTimeOf(deadLetter.time);
  const observedTime = unixTimeOf(deadLetter.observedTime);
  if (time === undefined || observedTime === undefined || typeof body !== 'string' || !isObject(scope)) return false;
  const severity = severityOf(deadLetter.severity);
  if (severity === null || attributes === undefined || resourceAttributes === undefined) return false;
  const { name, version } = scope;
  if (typeof name !== 'string' || typeof version !== 'string') return false;

  const run = otlpRun(resourceAttributes, { name, version });
  const record = recordField(time, observedTime, severity, body, attributes);
  reserveRecords(payload, 1);
  openRun(payload, run, parsed.fileId);
  reservePayload(payload, record.length);
  payload.length += record.copy(payload.buffer, payload.length);
  endRecord(payload, parsed.offset);
  writeRunLengths(payload);
  return true;
}

function attributesOf(value: unknown): Attributes | undefined {
  return isMapOf(value, (inner): inner is AttributeValue => inner !== null && isAttributeValue(inner))
    ? new Map(Object.entries(value))
    : undefined;
}

/** Parses the severity of a dead letter. Null if it is invalid. */
function severityOf(value: unknown): Severity | undefined | null {
  if (value === undefined) return undefined;
  if (!isObject(value) || typeof value.text !== 'string') return null;
  const { number, text } = value;
  return typeof number === 'number' && Number.isInteger(number) && number > 0 && number <= MOST_SEVERE
    ? { number, text }
    : null;
}

const MOST_SEVERE = 24;
