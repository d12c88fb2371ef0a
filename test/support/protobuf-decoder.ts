import protobuf from 'protobufjs';
import { readFixture } from './fixture.js';

/** A message of `test/fixtures/proto`: decoded by protobufjs, which knows nothing of podtail. */
export interface ProtobufDecoder {
  /** The message as plain objects: 64-bit numbers as text, what is absent left out. Throws where it is damaged. */
  decode(bytes: Uint8Array): unknown;
  encode(message: Readonly<Record<string, unknown>>): Buffer;
}

/** Makes a decoder for a type of a file, as `logproto.PushRequest` of `loki.proto`. */
export function createProtobufDecoder(file: string, type: string): ProtobufDecoder {
  const { root } = protobuf.parse(readFixture(`proto/${file}`).toString('utf8'));
  const message = root.lookupType(type);
  return {
    decode: (bytes) => message.toObject(message.decode(bytes), { longs: String }),
    encode: (value) => Buffer.from(message.encode(message.fromObject({ ...value })).finish()),
  };
}
