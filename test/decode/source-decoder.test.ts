import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createDecodeContext } from '../../src/decode/decode-context.js';
import { SourceDecoder } from '../../src/decode/source-decoder.js';
import { createCounters } from '../../src/record/counters.js';
import { clearRecordBlock, createRecordBlock } from '../../src/record/record-block.js';
import { CONTAINER_SOURCE } from '../support/decode-bytes.js';

/** A decoder whose calls the test makes one by one; what comes out are the messages, their flags and resume offsets. */
function createRoom(format: 'docker' | 'cri' | 'raw') {
  const block = createRecordBlock(8, 256);
  const counters = createCounters();
  let now = 0;
  const context = createDecodeContext({
    block,
    format,
    maxLineBytes: 100,
    counters,
    now: () => now,
    wallTime: () => 0,
  });
  const decoder = new SourceDecoder(CONTAINER_SOURCE, context);
  const load = (text: string): number => block.bytes.write(text);

  function take(): { message: string; flags: number; offset: number; resumeOffset: number }[] {
    const records = Array.from({ length: block.count }, (_, row) => ({
      message: block.bytes.toString('utf8', block.messageStart[row], block.messageEnd[row]),
      flags: block.flags[row]!,
      offset: block.offset[row]!,
      resumeOffset: block.resumeOffset[row]!,
    }));
    clearRecordBlock(block);
    return records;
  }

  return {
    decoder,
    counters,
    block,
    take,
    messages: () => take().map((record) => record.message),
    passTime: (milliseconds: number) => {
      now += milliseconds;
    },
    decode: (text: string, offset = 0) => decoder.decode(0, load(text), offset),
    halfLine: (text: string, offset = 0) => decoder.decodeHalfLine(0, load(text), offset),
    tooLong: (text: string, offset = 0) => decoder.decodeLineTooLong(0, load(text), offset),
  };
}

describe('the decoder of a source', () => {
  it('does not take the newline of a shipped half line for an empty line (23: completed later)', () => {
    const room = createRoom('raw');
    room.halfLine('half', 0);
    assert.deepEqual(room.messages(), ['half']);
    assert.equal(room.decode('\nnext\n', 4), 6);
    assert.deepEqual(room.messages(), ['next']);
    room.decode('\n', 10);
    assert.deepEqual(room.messages(), ['']);
  });

  it('ships the rest of a half line that was shipped', () => {
    const room = createRoom('raw');
    room.halfLine('half', 0);
    assert.deepEqual(room.messages(), ['half']);
    room.decode(' and half\nnext\n', 4);
    assert.deepEqual(room.messages(), [' and half', 'next']);
  });

  it('skips the rest of a line that was cut before a stop, also if the rest is longer than one read (22: no duplicate after restart)', () => {
    const room = createRoom('raw');
    room.decoder.beginFile(500, { openLine: 'cut' });
    room.tooLong('x'.repeat(120), 500);
    assert.deepEqual([room.messages(), room.counters.truncatedBytes], [[], 120]);
    room.decode('yyyy\nnext\n', 620);
    assert.deepEqual([room.messages(), room.counters.truncatedBytes], [['next'], 124]);
  });

  it('cuts the rest of a half line that was shipped before a stop if it is too long, and the next line is intact (22)', () => {
    const room = createRoom('raw');
    room.decoder.beginFile(500, { openLine: 'shipped' });
    room.tooLong('x'.repeat(120), 500);
    assert.deepEqual(room.messages(), ['x'.repeat(100)]);
    room.decode('yyyy\nnext\n', 620);
    assert.deepEqual(room.messages(), ['next']);
  });

  it('skips and counts the rest of a cut line over several reads (22: one long line)', () => {
    const room = createRoom('raw');
    room.tooLong('x'.repeat(120));
    assert.deepEqual(room.messages(), ['x'.repeat(100)]);
    assert.equal(room.decode('yyyy', 120), 4);
    assert.equal(room.decode('zz\nnext\n', 124), 8);
    assert.deepEqual(room.messages(), ['next']);
    assert.equal(room.counters.truncatedBytes, 20 + 4 + 2);
    assert.equal(room.counters.truncated, 1);
  });

  it('does not change the bytes after a half line', () => {
    const room = createRoom('raw');
    const length = room.block.bytes.write('half line');
    room.decoder.decodeHalfLine(0, 4, 0);
    assert.equal(room.block.bytes.toString('utf8', 0, length), 'half line');
  });

  it('joins a line that rotation split, and resumes at the start of the new file until it is shipped', () => {
    const room = createRoom('cri');
    const time = '2023-11-06T16:08:12Z';
    const before = `${time} stdout P one `;
    room.decoder.beginFile(0);
    room.decode(`${before}\n`, 0);
    room.decoder.beginFile(0);
    room.decode(`${time} stderr F other\n${time} stdout F two\n`, 0);
    const [other, joined] = room.take();
    assert.deepEqual([other?.message, other?.resumeOffset], ['other', 0]);
    assert.deepEqual(
      [joined?.message, joined?.resumeOffset],
      ['one two', `${time} stderr F other\n${time} stdout F two\n`.length],
    );
  });

  it('resumes in the earlier file, too, while a line waits that began among the pieces of a line there (20; 29)', () => {
    const room = createRoom('cri');
    const time = '2023-11-06T16:08:12Z';
    room.decoder.beginFile(0);
    room.decode(`${time} stdout P one \n`, 0);
    room.decoder.beginFile(0);
    const mixed = `${time} stderr P err \n${time} stdout F two\n`;
    room.decode(mixed, 0);
    assert.deepEqual([room.take()[0]?.message, room.decoder.resumeOffset], ['one two', 0]);
    assert.equal(room.decoder.hasInheritedPartialLine, true);
    room.decode(`${time} stderr F end\n`, mixed.length);
    assert.equal(room.take()[0]?.message, 'err end');
    assert.equal(room.decoder.hasInheritedPartialLine, false);
  });

  it('gives pieces of an earlier file, whose rest is not in this one, offsets that no record of this one has', () => {
    const room = createRoom('cri');
    const time = '2023-11-06T16:08:12Z';
    room.decoder.beginFile(0);
    room.decode(`${time} stdout P out\n${time} stderr P err\n`, 0);
    room.decoder.beginFile(0);
    room.decoder.flushPartialLines();
    room.decode(`${time} stdout F new\n`, 0);
    const records = room.take();
    assert.deepEqual(
      records.map(({ message }) => message),
      ['out', 'err', 'new'],
    );
    assert.equal(new Set(records.map(({ offset }) => offset)).size, 3);
  });

  it('ships pieces that have waited too long, and those of another stream later (20: the last P never closed)', () => {
    const room = createRoom('cri');
    const time = '2023-11-06T16:08:12Z';
    room.decode(`${time} stdout P out\n`, 0);
    room.passTime(10);
    room.decode(`${time} stderr P err\n`, 32);
    room.decoder.flushPartialLines(0);
    assert.deepEqual(room.messages(), ['out']);
    assert.equal(room.decoder.hasPartialLine, true);
    room.decoder.flushPartialLines();
    assert.deepEqual(room.messages(), ['err']);
    assert.equal(room.decoder.hasPartialLine, false);
  });

  it('takes only as many lines as the block has room for, and continues there', () => {
    const room = createRoom('raw');
    const text = 'abcdefghijkl'.split('').join('\n');
    const taken = room.decode(`${text}\n`);
    assert.deepEqual([taken, room.messages()], [16, 'abcdefgh'.split('')]);
    assert.equal(room.decoder.decode(taken, text.length + 1, taken), text.length + 1);
    assert.deepEqual(room.messages(), 'ijkl'.split(''));
  });
});
