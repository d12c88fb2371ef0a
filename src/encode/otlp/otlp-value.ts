import type { ProtobufField } from '../../format/protobuf-fields.js';
import { protobufFields } from '../../format/protobuf-fields.js';
import type { MemberValue } from '../json/record-members.js';
import { doubleField, int64Field, messageField, numberField, textField } from '../protobuf/wire-format.js';

/*
 * OTLP's values: AnyValue, ArrayValue and KeyValueList, whose members are KeyValues (open-telemetry/opentelemetry-proto,
 * common/v1/common.proto). Numbers of their fields:
 */
export const VALUE_STRING = 1;
const VALUE_BOOL = 2;
const VALUE_INT = 3;
const VALUE_DOUBLE = 4;
const VALUE_ARRAY = 5;
const VALUE_MAP = 6;
const LIST_VALUES = 1;
export const PAIR_KEY = 1;
export const PAIR_VALUE = 2;

/**
 * A value of an attribute. Integers that a double holds exactly are encoded as integers, and all other numbers as
 * doubles.
 */
export type AttributeValue = MemberValue;

/** Encodes an attribute as a field with that number. */
export function attributeField(field: number, name: string, value: AttributeValue): Buffer {
  return messageField(field, [textField(PAIR_KEY, name), messageField(PAIR_VALUE, valueFields(value))]);
}

/** Decodes the message of an attribute. */
export function readAttribute(message: Buffer): [name: string, value: AttributeValue] {
  let key = '';
  let value: AttributeValue = '';
  for (const { number, bytes } of protobufFields(message)) {
    if (number === PAIR_KEY) key = bytes.toString('utf8');
    else if (number === PAIR_VALUE) value = readValue(bytes);
  }
  return [key, value];
}

/** Decodes the message of a value. An empty one is null. */
export function readValue(message: Buffer): AttributeValue {
  const [field] = protobufFields(message);
  return field === undefined ? null : fieldValue(field);
}

/** Converts a value into the JSON of OTLP (opentelemetry.io/docs/specs/otlp, "JSON Protobuf Encoding"). */
export function valueJson(value: AttributeValue): object {
  if (value === null) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return isInteger(value) ? { intValue: value.toString() } : { doubleValue: value };
  if (isList(value)) return { arrayValue: { values: value.map(valueJson) } };
  return { kvlistValue: { values: Object.entries(value).map(([key, inner]) => ({ key, value: valueJson(inner) })) } };
}

/** Whether a JSON value may be the value of an attribute: it is not nested deeper than transforms allow. */
export function isAttributeValue(value: unknown, depth = 0): value is AttributeValue {
  if (typeof value !== 'object' || value === null) return value !== undefined;
  return depth < MOST_DEPTH && Object.values(value).every((inner) => isAttributeValue(inner, depth + 1));
}

const MOST_DEPTH = 32;

function valueFields(value: AttributeValue): Buffer[] {
  if (value === null) return [];
  if (typeof value === 'string') return [textField(VALUE_STRING, value)];
  if (typeof value === 'boolean') return [numberField(VALUE_BOOL, value ? 1 : 0)];
  if (typeof value === 'number') {
    return [isInteger(value) ? int64Field(VALUE_INT, value) : doubleField(VALUE_DOUBLE, value)];
  }
  if (isList(value)) {
    const items = value.map((item) => messageField(LIST_VALUES, valueFields(item)));
    return [messageField(VALUE_ARRAY, items)];
  }
  const pairs = Object.entries(value).map(([name, inner]) => attributeField(LIST_VALUES, name, inner));
  return [messageField(VALUE_MAP, pairs)];
}

function fieldValue({ number, value, bytes }: ProtobufField): AttributeValue {
  switch (number) {
    case VALUE_BOOL:
      return value !== 0n;
    case VALUE_INT:
      return Number(BigInt.asIntN(64, value));
    case VALUE_DOUBLE:
      return doubleOf(value);
    case VALUE_ARRAY:
      return Array.from(protobufFields(bytes), (item) => readValue(item.bytes));
    case VALUE_MAP:
      return Object.fromEntries(Array.from(protobufFields(bytes), (pair) => readAttribute(pair.bytes)));
    default:
      return bytes.toString('utf8');
  }
}

function doubleOf(bits: bigint): number {
  return new Float64Array(BigUint64Array.of(bits).buffer)[0]!;
}

function isInteger(value: number): boolean {
  return Number.isSafeInteger(value);
}

function isList(value: AttributeValue): value is readonly AttributeValue[] {
  return Array.isArray(value);
}
