import { PADDED_LENGTH_BYTES } from '../record/padded-length.js';
import { fixed64Tag, lengthTag, messageField, numberField, textField } from './protobuf.js';
import { type UnixTime, writeNanoseconds } from './unix-time.js';

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
export const RECORD_BODY = 5;
export const RECORD_ATTRIBUTES = 6;
export const RECORD_OBSERVED_TIME = 11;
export const ATTRIBUTE_KEY = 1;
export const ATTRIBUTE_VALUE = 2;
export const VALUE_STRING = 1;
export const VALUE_BOOL = 2;
export const VALUE_INT = 3;

/** A value of an attribute; numbers are whole and not negative. */
export type AttributeValue = string | boolean | number;

/** Names and values, as the semantic conventions have them. */
export type Attributes = ReadonlyMap<string, AttributeValue>;

/** An attribute, as the field of that number. */
export function attributeField(field: number, name: string, value: AttributeValue): Buffer {
  return messageField(field, [textField(ATTRIBUTE_KEY, name), messageField(ATTRIBUTE_VALUE, [valueField(value)])]);
}

/** Several attributes, as fields of that number. */
export function attributeFields(field: number, attributes: Attributes): Buffer {
  return Buffer.concat(Array.from(attributes, ([name, value]) => attributeField(field, name, value)));
}

/**
 * What begins the logs of a resource: their tag, room for a length that goes to their end, the resource, and the same of
 * their only scope's, in which log records follow.
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

/** A log record, as a field of its scope's logs. */
export function recordField(time: UnixTime, observedTime: UnixTime, body: string, attributes: Attributes): Buffer {
  return messageField(SCOPE_LOGS_RECORDS, [
    timeField(RECORD_TIME, time),
    timeField(RECORD_OBSERVED_TIME, observedTime),
    messageField(RECORD_BODY, [textField(VALUE_STRING, body)]),
    attributeFields(RECORD_ATTRIBUTES, attributes),
  ]);
}

/** What begins a run, and where in it stand the lengths that go to the run's end. */
export interface RunHeader {
  readonly bytes: Buffer;
  readonly lengths: readonly number[];
}

/** What made the records: podtail. */
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

function valueField(value: AttributeValue): Buffer {
  if (typeof value === 'string') return textField(VALUE_STRING, value);
  return typeof value === 'boolean' ? numberField(VALUE_BOOL, value ? 1 : 0) : numberField(VALUE_INT, value);
}

function openField(field: number): Buffer {
  const head = Buffer.alloc(1 + PADDED_LENGTH_BYTES);
  head[0] = lengthTag(field);
  return head;
}
