/** Reading protobuf's wire format (protobuf.dev, "Encoding"), for dead letters, JSON, and answers: not on the fast path. */

/** A field as it appears in a message. */
export interface ProtobufField {
  readonly number: number;
  /** A varint or a fixed number; 0 for a field that has a length. */
  readonly value: bigint;
  /** The bytes of a text or of a message, a view; empty for a number. */
  readonly bytes: Buffer;
}

const NO_BYTES = Buffer.alloc(0);
const WIRE_VARINT = 0;
const WIRE_FIXED64 = 1;
const WIRE_LENGTH = 2;
const WIRE_FIXED32 = 5;

/** The fields of a message, in their order. Throws a RangeError where the bytes are no message. */
export function* protobufFields(message: Buffer): Generator<ProtobufField> {
  let at = 0;

  function varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message.readUInt8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
  }

  function take(length: number): Buffer {
    if (at + length > message.length) throw new RangeError('the message ends within a field');
    at += length;
    return message.subarray(at - length, at);
  }

  while (at < message.length) {
    const tag = Number(varint());
    const number = Math.floor(tag / 8);
    const wireType = tag % 8;
    if (wireType === WIRE_VARINT) yield { number, value: varint(), bytes: NO_BYTES };
    else if (wireType === WIRE_FIXED64) yield { number, value: take(8).readBigUInt64LE(), bytes: NO_BYTES };
    else if (wireType === WIRE_FIXED32) yield { number, value: BigInt(take(4).readUInt32LE()), bytes: NO_BYTES };
    else if (wireType === WIRE_LENGTH) yield { number, value: 0n, bytes: take(Number(varint())) };
    else throw new RangeError(`a field of the unknown wire type ${wireType}`);
  }
}
