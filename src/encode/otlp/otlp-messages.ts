import { PADDED_LENGTH_BYTES } from '../../format/padded-length.js';
import type { UnixTime } from '../../format/time-reader.js';
import type { RunHeader } from '../protobuf/run-header.js';
import { fixed64Tag, lengthTag, messageField, numberField, textField } from '../protobuf/wire-format.js';
import { writeNanoseconds } from '../unix-time.js';
import { type AttributeValue, attributeField, VALUE_STRING } from './otlp-value.js';

/*
 * The messages of an OTLP export: ExportLogsServiceRequest holds ResourceLogs, of which each has a resource and
 * ScopeLogs, which have a scope and LogRecords (open-telemetry/opentelemetry-proto, logs/v1/logs.proto). Numbers of
 * their fields:
 */
const REQUEST_RESOURCE_LOGS = 1;
const RESOURCE_LOGS_RESOURCE = 1;
const RESOURCE_LOGS_SCOPE_LOGS = 2;
const RESOURCE_ATTRIBUTES = 1;
const SCOPE_LOGS_SCOPE = 1;
export const SCOPE_LOGS_RECORDS = 2;
const SCOPE_NAME = 1;
const SCOPE_VERSION = 2;
export const RECORD_TIME = 1;
export const RECORD_SEVERITY_NUMBER = 2;
export const RECORD_SEVERITY_TEXT = 3;
export const RECORD_BODY = 5;
export const RECORD_ATTRIBUTES = 6;
export const RECORD_OBSERVED_TIME = 11;

/** Names and values of the semantic conventions. */
export type Attributes = ReadonlyMap<string, AttributeValue>;

/** Encodes attributes as fields with that number. */
export function attributeFields(field: number, attributes: Attributes): Buffer {
  return Buffer.concat(Array.from(attributes, ([name, value]) => attributeField(field, name, value)));
}

/**
 * The beginning of the logs of a resource: their tag, room for their length, the resource, and the same for their only
 * scope. The log records follow.
 */
export function resourceLogsHeader(resource: Attributes, scope: OtlpScope): RunHeader {
  const resourceMessage = messageField(RESOURCE_LOGS_RESOURCE, [attributeFields(RESOURCE_ATTRIBUTES, resource)]);
  const scopeMessage = messageField(SCOPE_LOGS_SCOPE, [
    textField(SCOPE_NAME, scope.name),
    textField(SCOPE_VERSION, scope.version),
  ]);
  const before = Buffer.concat([openField(REQUEST_RESOURCE_LOGS), resourceMessage]);
  return {
    bytes: Buffer.concat([before, openField(RESOURCE_LOGS_SCOPE_LOGS), scopeMessage]),
    lengths: [1, before.length + 1],
  };
}

/** The severity of a record. */
export interface Severity {
  /** 1 to 24. */
  readonly number: number;
  readonly text: string;
}

/** The first fields of a record with a severity. */
export function severityFields({ number, text }: Severity): Buffer {
  return Buffer.concat([numberField(RECORD_SEVERITY_NUMBER, number), textField(RECORD_SEVERITY_TEXT, text)]);
}

/** A log record, as a field of its scope's logs. */
export function recordField(
  time: UnixTime,
  observedTime: UnixTime,
  severity: Severity | undefined,
  body: string,
  attributes: Attributes,
): Buffer {
  return messageField(SCOPE_LOGS_RECORDS, [
    timeField(RECORD_TIME, time),
    timeField(RECORD_OBSERVED_TIME, observedTime),
    severity === undefined ? Buffer.alloc(0) : severityFields(severity),
    messageField(RECORD_BODY, [textField(VALUE_STRING, body)]),
    attributeFields(RECORD_ATTRIBUTES, attributes),
  ]);
}

/** The scope of the records: podtail. */
export interface OtlpScope {
  readonly name: string;
  readonly version: string;
}

function timeField(field: number, { seconds, nanos }: UnixTime): Buffer {
  const bytes = Buffer.alloc(1 + 8);
  bytes[0] = fixed64Tag(field);
  writeNanoseconds(new DataView(bytes.buffer, bytes.byteOffset), 1, seconds, nanos);
  return bytes;
}

function openField(field: number): Buffer {
  const head = Buffer.alloc(1 + PADDED_LENGTH_BYTES);
  head[0] = lengthTag(field);
  return head;
}
