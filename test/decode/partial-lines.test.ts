import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeBytes, decodeRecords } from '../support/decode-bytes.js';

const TIME = '2023-11-06T16:08:12.1Z';
const LATER = '2023-11-06T16:08:12.2Z';

type Line = (text: string, options?: { stream?: 'stdout' | 'stderr'; more?: boolean; time?: string }) => string;

const formats: Readonly<Record<'Docker' | 'CRI', Line>> = {
  Docker: (text, { stream = 'stdout', more = false, time = TIME } = {}) =>
    `{"log":${JSON.stringify(more ? text : `${text}\n`)},"stream":"${stream}","time":"${time}"}\n`,
  CRI: (text, { stream = 'stdout', more = false, time = TIME } = {}) =>
    `${time} ${stream} ${more ? 'P' : 'F'} ${text}\n`,
};

for (const [name, line] of Object.entries(formats)) {
  describe(`pieces of a ${name} line`, () => {
    it('become one record, with the time of the first and the offset of the last piece (21: 16 KiB pieces not joined)', () => {
      const before = line('before');
      // All pieces of a Docker line have the time of the first.
      const time = name === 'Docker' ? TIME : LATER;
      const pieces = line('a"b', { more: true }) + line('\tc', { more: true, time });
      const { placed } = decodeBytes(Buffer.from(before + pieces + line('d', { time }) + line('after')));
      assert.deepEqual(
        placed.map(({ record }) => record.message),
        ['before', 'a"b\tcd', 'after'],
      );
      assert.equal(placed[1]?.record.time, TIME);
      assert.equal(placed[1]?.offset, before.length + pieces.length);
      assert.equal(placed[1]?.record.partial, undefined);
    });

    it('are joined for each stream separately (20: streams mixed)', () => {
      const records = decodeRecords(
        line('o1', { more: true }) +
          line('e1', { more: true, stream: 'stderr' }) +
          line('o2', { more: true }) +
          line('e2', { stream: 'stderr' }) +
          line('whole', { stream: 'stderr' }) +
          line('o3'),
      );
      assert.deepEqual(
        records.map(({ message, stream }) => [message, stream]),
        [
          ['e1e2', 'stderr'],
          ['whole', 'stderr'],
          ['o1o2o3', 'stdout'],
        ],
      );
    });

    it('hold back the resume offset until they are shipped', () => {
      const first = line('a');
      const piece = line('b1', { more: true });
      const other = line('c', { stream: 'stderr' });
      const last = line('b2');
      const { placed } = decodeBytes(Buffer.from(first + piece + other + last));
      assert.deepEqual(
        placed.map(({ resumeOffset }) => resumeOffset),
        [first.length, first.length, first.length + piece.length + other.length + last.length],
      );
    });

    it('may be empty, and may end with an empty one', () => {
      const records = decodeRecords(line('', { more: true }) + line('x', { more: true }) + line(''));
      assert.deepEqual(
        records.map((record) => record.message),
        ['x'],
      );
    });

    it('whose end does not come are shipped at the end, oldest first, and marked as partial (20: the last P never closed)', () => {
      const { placed, counters } = decodeBytes(
        Buffer.from(
          line('e', { more: true, stream: 'stderr' }) +
            line('o', { more: true }) +
            line('whole', { stream: 'stderr', more: true }),
        ),
      );
      assert.deepEqual(
        placed.map(({ record }) => [record.message, record.partial]),
        [
          ['ewhole', true],
          ['o', true],
        ],
      );
      assert.equal(counters.partial, 2);
    });

    it('are cut above the limit, marked and counted; the next line is intact (22: one long line)', () => {
      const { placed, counters } = decodeBytes(
        Buffer.from(line('aaaa', { more: true }) + line('bbbb', { more: true }) + line('cccc') + line('next')),
        { maxLineBytes: 6 },
      );
      assert.deepEqual(
        placed.map(({ record }) => [record.message, record.truncated]),
        [
          ['aaaabb', true],
          ['next', undefined],
        ],
      );
      assert.equal(counters.truncated, 1);
      assert.ok(counters.truncatedBytes >= 6);
    });
  });
}

describe('a line of 1 MB that Docker split every 16 KiB', () => {
  it('is one record of exactly its length (21: a multi-byte character on the mark)', () => {
    const text = `${'x'.repeat(16_383)}中${'y'.repeat(1_000_000)}`.slice(0, 1_000_000);
    const line = formats.Docker;
    let file = '';
    for (let at = 0; at < text.length; at += 16_384) {
      file += line(text.slice(at, at + 16_384), { more: at + 16_384 < text.length });
    }
    const records = decodeRecords(file, { reads: [256 * 1024] });
    assert.equal(records.length, 1);
    assert.equal(records[0]?.message, text);
  });
});

describe('the unterminated end of one Docker run', () => {
  it('is not joined with the first line of the next run, which has another time', () => {
    const { Docker: line } = formats;
    const records = decodeRecords(
      line('begun ', { more: true }) +
        line('next', { time: LATER }) +
        line('x', { more: true, time: LATER }) +
        line('y', { more: true, time: TIME }) +
        line('z', { time: TIME }),
    );
    assert.deepEqual(
      records.map(({ message, partial, time }) => [message, partial, time]),
      [
        ['begun ', true, TIME],
        ['next', undefined, LATER],
        ['x', true, LATER],
        ['yz', undefined, TIME],
      ],
    );
  });
});
