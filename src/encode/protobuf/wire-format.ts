/** Writes the wire format of protobuf (protobuf.dev, "Encoding"), as far as Loki and OTLP need it. */

const FIXED64 = 1;
const LENGTH_DELIMITED = 2;

/** Size of a varint in bytes. `value` is an integer below 2^32. */
export function varintSize(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  return value < 0x10000000 ? 4 : 5;
}

/**
 * Writes a varint of `size` bytes, and returns its end. A size larger than needed pads it with zeros, which the format
 * allows. So a length can be written whose size was chosen before the length was known.
 */
export function writeVarint(target: Uint8Array, start: number, value: number, size: number): number {
  let at = start;
  let rest = value;
  for (let i = 1; i < size; i++) {
    target[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  target[at++] = rest;
  return at;
}

/** The tag byte of a field with a length: a text or a message. `field` is below 16. */
export function lengthTag(field: number): number {
  return (field << 3) | LENGTH_DELIMITED;
}

/** Encodes a text field. */
export function textField(field: number, text: string): Buffer {
  return messageField(field, [Buffer.from(text, 'utf8')]);
}

/** Encodes a message field of these parts. */
export function messageField(field: number, parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const size = varintSize(length);
  const head = Buffer.alloc(1 + size);
  head[0] = lengthTag(field);
  writeVarint(head, 1, length, size);
  return Buffer.concat([head, ...parts]);
}

/** Encodes a field with an integer from 0 to 2^32 - 1. A boolean is 0 or 1. */
export function numberField(field: number, value: number): Buffer {
  const size = varintSize(value);
  const bytes = Buffer.alloc(1 + size);
  bytes[0] = field << 3;
  writeVarint(bytes, 1, value, size);
  return bytes;
}

/** The tag byte of a field of eight bytes. `field` is below 16. */
export function fixed64Tag(field: number): number {
  return (field << 3) | FIXED64;
}

/** Encodes a field with a signed integer of 64 bits. */
export function int64Field(field: number, value: number): Buffer {
  const bytes = [field << 3];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

/** Encodes a field with a double. */
export function doubleField(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(1 + 8);
  bytes[0] = fixed64Tag(field);
  bytes.writeDoubleLE(value, 1);
  return bytes;
}
