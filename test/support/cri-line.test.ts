import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { criLine, criPieces, criText } from './cri-line.js';
import { readFixture, splitLines } from './fixture.js';
import type { LogEntry, StreamName } from './written-line.js';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('criLine', () => {
  it('writes a complete line', () => {
    const entry: LogEntry = { content: bytes('a\x00\xff "b"'), stream: 'stdout', time: 'T', last: true };
    assert.deepEqual(criLine(entry), bytes('T stdout F a\x00\xff "b"\n'));
  });

  it('writes a piece of a line', () => {
    const entry: LogEntry = { content: bytes('a'), stream: 'stderr', time: 'T', last: false };
    assert.deepEqual(criLine(entry), bytes('T stderr P a\n'));
  });

  it('reproduces cri/conmon.log, which conmon wrote, byte for byte', () => {
    for (const line of splitLines(readFixture('cri/conmon.log'))) {
      const { time, stream, tag } = /^(?<time>\S+) (?<stream>\S+) (?<tag>[PF]) /.exec(line.toString('latin1'))!.groups!;
      const content = line.subarray(`${time} ${stream} ${tag} `.length, -1);
      const entry: LogEntry = { content, stream: stream as StreamName, time: time!, last: tag === 'F' };
      assert.deepEqual(criLine(entry), line);
    }
  });
});

describe('criPieces', () => {
  const cases: [writer: 'containerd' | 'conmon', length: number, pieces: number[]][] = [
    ['containerd', 0, [0]],
    ['containerd', 16_384, [16_384]],
    ['containerd', 16_385, [16_384, 1]],
    ['containerd', 32_768, [16_384, 16_384]],
    ['conmon', 0, [0]],
    ['conmon', 8_191, [8_191]],
    ['conmon', 8_192, [8_192, 0]],
    ['conmon', 20_000, [8_192, 8_192, 3_616]],
  ];
  for (const [writer, length, pieces] of cases) {
    it(`splits a line of ${length} bytes into ${pieces.join(', ')} as ${writer} does`, () => {
      assert.deepEqual(
        criPieces(Buffer.alloc(length), writer).map((piece) => piece.length),
        pieces,
      );
    });
  }

  it('drops a carriage return before the newline as containerd does, and keeps it as conmon does', () => {
    assert.deepEqual(criPieces(bytes('a\r\r'), 'containerd'), [bytes('a\r')]);
    assert.deepEqual(criPieces(bytes('a\r\r'), 'conmon'), [bytes('a\r\r')]);
  });
});

describe('criText', () => {
  it('writes one U+FFFD for each longest valid prefix of a character, as WHATWG specifies', () => {
    assert.equal(criText(bytes('a\xff\xe4\xb8b\xf0\x9f\x98')), 'a\ufffd\ufffdb\ufffd');
  });

  it('keeps a byte order mark', () => {
    assert.equal(criText(Buffer.from('\ufeffa')), '\ufeffa');
  });
});
