import fc from 'fast-check';
import { USUAL_TIME } from './blocks.js';

/** Bytes that are likely to break something, and any others. */
const awkward = fc.oneof(
  fc.constantFrom(0x00, 0x0a, 0x0d, 0x20, 0x22, 0x5c, 0x6e, 0x7b, 0x7d, 0x80, 0xc3, 0xe4, 0xed, 0xa0, 0xf0, 0xff),
  fc.integer({ min: 0, max: 255 }),
);
const anyBytes = fc.array(awkward).map((bytes) => Buffer.from(bytes));

const dockerLine = fc
  .string({ unit: 'binary' })
  .map((text) =>
    Buffer.from(`{"log":${JSON.stringify(`${text.toWellFormed()}\n`)},"stream":"stdout","time":"${USUAL_TIME}"}\n`),
  );
const criLine = anyBytes.map((bytes) =>
  Buffer.concat([Buffer.from(`${USUAL_TIME} stderr F `), bytes, Buffer.from('\n')]),
);

/** The bytes of a log in which whole lines of both runtimes are among anything else. */
export const anyLog = fc.array(fc.oneof(dockerLine, criLine, anyBytes)).map((lines) => Buffer.concat(lines));
