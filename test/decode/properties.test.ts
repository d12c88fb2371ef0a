import assert from 'node:assert/strict';
import { isUtf8 } from 'node:buffer';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeBytes, decodeRecords, PLAIN_SOURCE } from '../support/decode-bytes.js';

const TIME = '2023-11-06T16:08:12.123Z';

/** Bytes that are likely to break something, and any others. */
const awkward = fc.oneof(
  fc.constantFrom(0x00, 0x0a, 0x0d, 0x20, 0x22, 0x5c, 0x6e, 0x7b, 0x7d, 0x80, 0xc3, 0xe4, 0xed, 0xa0, 0xf0, 0xff),
  fc.integer({ min: 0, max: 255 }),
);
const anyBytes = fc.array(awkward, { maxLength: 200 }).map((bytes) => Buffer.from(bytes));

const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom('"', '\\', '\u0000', '\t', '<', '\u2028', 'é', '中', '😀', 'n', '/'),
    fc.string({ minLength: 1, maxLength: 1 }),
  ),
});
const oneLine = text.map((value) => value.replaceAll('\n', ' ').toWellFormed());
const stream = fc.constantFrom('stdout', 'stderr');

const dockerLine = fc
  .record({ text: text.map((value) => value.toWellFormed()), stream, more: fc.boolean() })
  .map(
    ({ text, stream, more }) =>
      `{"log":${JSON.stringify(more ? text : `${text}\n`)},"stream":"${stream}","time":"${TIME}"}\n`,
  );
const criLine = fc
  .record({ text: oneLine, stream, tag: fc.constantFrom('F', 'P') })
  .map(({ text, stream, tag }) => `${TIME} ${stream} ${tag} ${text}\n`);
const damaged = anyBytes.map((bytes) => Buffer.concat([bytes, Buffer.from('\n')]));

const file = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: dockerLine },
      { weight: 1, arbitrary: damaged },
      { weight: 1, arbitrary: criLine },
    ),
    { maxLength: 12 },
  )
  .map((lines) => Buffer.concat(lines.map((line) => Buffer.from(line))));
const criFile = fc
  .array(fc.oneof({ weight: 4, arbitrary: criLine }, { weight: 1, arbitrary: damaged }), { maxLength: 12 })
  .map((lines) => Buffer.concat(lines.map((line) => Buffer.from(line))));
const reads = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 10 });
const blockRecords = fc.integer({ min: 2, max: 9 });

/** fast-check prints its seed when a property fails; with it here the run can be had again. */
const parameters = process.env.FC_SEED === undefined ? {} : { seed: Number(process.env.FC_SEED) };

describe('decoding and encoding, over random input', () => {
  it('give the same records for every split into reads', () => {
    fc.assert(
      fc.property(fc.oneof(file, criFile), reads, blockRecords, (bytes, reads, blockRecords) => {
        const whole = decodeBytes(bytes).placed;
        assert.deepEqual(decodeBytes(bytes, { reads, blockRecords }).placed, whole);
      }),
      { ...parameters, numRuns: 500 },
    );
  });

  it('give valid UTF-8 and valid JSON for any bytes, and never throw', () => {
    const format = fc.constantFrom('auto', 'docker', 'cri', 'raw');
    fc.assert(
      fc.property(
        fc.oneof(anyBytes, file, criFile),
        format,
        fc.integer({ min: 1, max: 40 }),
        (bytes, format, maxLineBytes) => {
          const { output } = decodeBytes(bytes, { format, maxLineBytes });
          assert.ok(isUtf8(output));
          for (const line of output.toString('utf8').split('\n').slice(0, -1)) {
            const { message } = JSON.parse(line) as { message: string };
            assert.ok(message.isWellFormed());
          }
        },
      ),
      { ...parameters, numRuns: 2000 },
    );
  });

  it('keep every message exactly', () => {
    fc.assert(
      fc.property(oneLine, stream, (message, stream) => {
        const docker = `{"log":${JSON.stringify(`${message}\n`)},"stream":"${stream}","time":"${TIME}"}\n`;
        const cri = `${TIME} ${stream} F ${message}\n`;
        for (const line of [docker, cri]) {
          assert.deepEqual(
            decodeRecords(line).map((record) => [record.message, record.stream]),
            [[message, stream]],
          );
        }
        assert.deepEqual(
          decodeRecords(`${message}\n`, { format: 'raw', source: PLAIN_SOURCE }).map((record) => record.message),
          [message],
        );
      }),
      { ...parameters, numRuns: 1000 },
    );
  });

  it('account for every byte: offsets rise, and the last resume offset is the end of the file', () => {
    fc.assert(
      fc.property(fc.oneof(file, criFile), reads, (bytes, reads) => {
        const { placed } = decodeBytes(bytes, { reads });
        let resumed = 0;
        for (const { offset, resumeOffset } of placed) {
          assert.ok(resumeOffset >= resumed && resumeOffset <= bytes.length && offset < bytes.length);
          resumed = resumeOffset;
        }
        if (bytes.length > 0) assert.equal(resumed, bytes.length);
      }),
      { ...parameters, numRuns: 500 },
    );
  });

  it('give the records after a resume offset again from there, and no part of another one', () => {
    const mixed = fc.array(dockerLine, { maxLength: 20 }).map((lines) => Buffer.from(lines.join('')));
    fc.assert(
      fc.property(mixed, (bytes) => {
        const { placed } = decodeBytes(bytes);
        const all = new Map(placed.map(({ record, offset }) => [offset, record]));
        for (const [index, { resumeOffset }] of placed.entries()) {
          const again = decodeBytes(bytes.subarray(resumeOffset)).placed;
          for (const { record, offset } of again) assert.deepEqual(record, all.get(offset + resumeOffset));
          const offsets = new Set(again.map(({ offset }) => offset + resumeOffset));
          for (const { offset } of placed.slice(index + 1)) assert.ok(offsets.has(offset));
        }
      }),
      { ...parameters, numRuns: 500 },
    );
  });

  it('never ship more of a message than the limit', () => {
    fc.assert(
      fc.property(fc.oneof(file, criFile, anyBytes), fc.integer({ min: 4, max: 60 }), (bytes, maxLineBytes) => {
        const well = bytes.toString('utf8');
        for (const { message } of decodeRecords(well, { maxLineBytes })) {
          assert.ok(Buffer.byteLength(message) <= maxLineBytes, `${Buffer.byteLength(message)} bytes`);
        }
      }),
      { ...parameters, numRuns: 500 },
    );
  });
});
