import { protobufFields } from '../../format/protobuf-fields.js';
import type { Payload, PayloadRun } from '../../record/payload.js';
import { recordBytes } from '../../record/payload-records.js';
import {
  type Attributes,
  RECORD_ATTRIBUTES,
  RECORD_BODY,
  RECORD_OBSERVED_TIME,
  RECORD_SEVERITY_NUMBER,
  RECORD_SEVERITY_TEXT,
  RECORD_TIME,
  type Severity,
} from './otlp-messages.js';
import type { OtlpRun } from './otlp-template.js';
import { type AttributeValue, readAttribute, readValue, valueJson } from './otlp-value.js';

/** A decoded log record of an OTLP payload. */
export interface OtlpRecord {
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  /** When podtail encoded it, in nanoseconds since 1970. */
  readonly observedTime: bigint;
  /** Undefined if the record has no severity. */
  readonly severity: Severity | undefined;
  readonly body: string;
  readonly attributes: Attributes;
}

/** The parts that all records of a run share. An OTLP payload has only runs of its encoder. */
export function otlpRunOf(run: PayloadRun): OtlpRun {
  return run.template as OtlpRun;
}

/** Decodes a record of an OTLP payload. */
export function readOtlpRecord(payload: Payload, record: number): OtlpRecord {
  const [field] = protobufFields(recordBytes(payload, record));
  let time = 0n;
  let observedTime = 0n;
  let severityNumber = 0;
  let severityText = '';
  let body: AttributeValue = '';
  const attributes = new Map<string, AttributeValue>();
  for (const { number, value, bytes } of protobufFields(field!.bytes)) {
    if (number === RECORD_TIME) time = value;
    else if (number === RECORD_OBSERVED_TIME) observedTime = value;
    else if (number === RECORD_SEVERITY_NUMBER) severityNumber = Number(value);
    else if (number === RECORD_SEVERITY_TEXT) severityText = bytes.toString('utf8');
    else if (number === RECORD_BODY) body = readValue(bytes);
    else if (number === RECORD_ATTRIBUTES) attributes.set(...readAttribute(bytes));
  }
  const severity = severityNumber === 0 ? undefined : { number: severityNumber, text: severityText };
  return { time, observedTime, severity, body: String(body), attributes };
}

/**
 * Converts an OTLP payload into the JSON of OTLP, in UTF-8 (opentelemetry.io/docs/specs/otlp, "JSON Protobuf
 * Encoding").
 */
export function otlpJson(payload: Payload): Buffer {
  const { runs, records } = payload;
  const resourceLogs = runs.map((run, index) => {
    const { resource, scope } = otlpRunOf(run);
    const logRecords: unknown[] = [];
    const end = runs[index + 1]?.firstRecord ?? records;
    for (let record = run.firstRecord; record < end; record++) logRecords.push(recordJson(payload, record));
    return { resource: { attributes: attributesJson(resource) }, scopeLogs: [{ scope, logRecords }] };
  });
  return Buffer.from(JSON.stringify({ resourceLogs }), 'utf8');
}

function recordJson(payload: Payload, record: number): unknown {
  const { time, observedTime, severity, body, attributes } = readOtlpRecord(payload, record);
  return {
    timeUnixNano: time.toString(),
    observedTimeUnixNano: observedTime.toString(),
    ...(severity && { severityNumber: severity.number, severityText: severity.text }),
    body: { stringValue: body },
    attributes: attributesJson(attributes),
  };
}

function attributesJson(attributes: Attributes): unknown[] {
  return Array.from(attributes, ([key, value]) => ({ key, value: valueJson(value) }));
}
