import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CONTAINER_SOURCE, decodeBytes, decodeRecords, PLAIN_SOURCE, READ_TIME } from '../support/decode-bytes.js';

describe('lines of a plain file', () => {
  it('are shipped unchanged, with the time of reading and the path, without a stream', () => {
    assert.deepEqual(decodeRecords('hello "you"\n', { source: PLAIN_SOURCE }), [
      { time: READ_TIME, path: '/logs/app.log', message: 'hello "you"' },
    ]);
  });

  it('with JSON of an application are not taken for Docker lines', () => {
    const text = '{"level":"info","log":"x","msg":"y"}';
    assert.deepEqual(
      decodeRecords(`${text}\n`, { source: PLAIN_SOURCE }).map(({ message, malformed }) => [message, malformed]),
      [[text, undefined]],
    );
  });

  it('are malformed in a file of a container runtime', () => {
    assert.deepEqual(
      decodeRecords('hello\n', { source: CONTAINER_SOURCE }).map((record) => record.malformed),
      [true],
    );
  });

  it('are not malformed there with format raw', () => {
    assert.deepEqual(
      decodeRecords('hello\n', { format: 'raw' }).map((record) => record.malformed),
      [undefined],
    );
  });

  it('may be empty, long, and hold any byte', () => {
    const text = `\n\u0000\u0007"\\\n${'x'.repeat(5000)}\n\r\n`;
    const records = decodeRecords(text, { source: PLAIN_SOURCE, format: 'raw', reads: [100] });
    assert.deepEqual(
      records.map((record) => record.message),
      ['', '\u0000\u0007"\\', 'x'.repeat(5000), '\r'],
    );
  });

  it('count as raw permanently once many of them were in neither format', () => {
    const docker = '{"log":"x\\n","stream":"stdout","time":"2023-11-06T16:08:12Z"}';
    const records = decodeRecords(`${'plain\n'.repeat(64)}${docker}\n`, { source: PLAIN_SOURCE });
    assert.equal(records.at(-1)?.message, docker);
  });

  it('above the limit are cut between characters, marked and counted; the next line is intact (22: one long line)', () => {
    const { placed, counters } = decodeBytes(Buffer.from('aaaa中bbbb\nnext\n'), {
      source: PLAIN_SOURCE,
      maxLineBytes: 6,
    });
    assert.deepEqual(
      placed.map(({ record }) => [record.message, record.truncated]),
      [
        ['aaaa', true],
        ['next', undefined],
      ],
    );
    assert.equal(counters.truncatedBytes, 7);
  });

  it('without a final newline are shipped whole, marked as partial (23: last line without newline)', () => {
    const { placed } = decodeBytes(Buffer.from('a\nlast'), { source: PLAIN_SOURCE });
    assert.deepEqual(
      placed.map(({ record, resumeOffset }) => [record.message, record.partial, resumeOffset]),
      [
        ['a', undefined, 2],
        ['last', true, 6],
      ],
    );
  });
});

describe('an incomplete last line of a container log', () => {
  const time = '2023-11-06T16:08:12Z';

  it('is complete if its Docker JSON is, and only its newline is missing', () => {
    const line = `{"log":"x\\n","stream":"stdout","time":"${time}"}`;
    const records = decodeRecords(`${line}\n${line}`);
    assert.deepEqual(
      records.map(({ message, partial, malformed }) => [message, partial, malformed]),
      [
        ['x', undefined, undefined],
        ['x', undefined, undefined],
      ],
    );
  });

  it('is shipped raw if its Docker JSON is incomplete', () => {
    const line = `{"log":"x\\n","stream":"stdout","time":"${time}"}\n`;
    const records = decodeRecords(`${line}{"log":"half`);
    assert.deepEqual(
      records.map(({ message, partial, malformed }) => [message, partial, malformed]),
      [
        ['x', undefined, undefined],
        ['{"log":"half', true, true],
      ],
    );
  });

  it('keeps the time and the stream of CRI', () => {
    const records = decodeRecords(`${time} stdout F a\n${time} stderr F half`);
    assert.deepEqual(
      records.map(({ message, stream, partial, malformed }) => [message, stream, partial, malformed]),
      [
        ['a', 'stdout', undefined, undefined],
        ['half', 'stderr', true, undefined],
      ],
    );
  });
});
