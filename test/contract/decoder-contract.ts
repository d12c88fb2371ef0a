import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LogSource } from '../../src/record/log-source.js';
import { type DecodeBytesOptions, decodeBytes, type FlatRecord, type PlacedRecord } from '../support/decode-bytes.js';
import type { RuntimeFormat } from '../support/runtime-format.js';

/** A format of log files, as its decoder has to read it. */
export interface DecoderContract {
  /** Writes the format as its real writer does. */
  readonly format: RuntimeFormat;
  readonly source: LogSource;
  /** `format` of the configuration; `auto` if not given. */
  readonly named?: DecodeBytesOptions['format'];
  /** Whether a line that is not in the format can be told: such a line is marked as malformed. */
  readonly tellsDamage: boolean;
  /** The time of a record whose line was written at `TIME`: that of reading, where lines have none. */
  readonly lineTime: string;
}

/** When lines are written, and further pieces of lines. */
export const TIME = '2023-11-06T16:08:12.123456789Z';
const LATER = '2023-11-06T16:08:13.000000001Z';

/** What the decoder of every format has to do, whatever its lines look like. */
export function describeDecoderContract(
  name: string,
  { format, source, named = 'auto', tellsDamage, lineTime }: DecoderContract,
): void {
  /** The lines of a log file, as a container writes these texts, one after the other. */
  function linesOf(...texts: readonly (string | Uint8Array)[]): Buffer[] {
    return texts.map((text) => {
      const pieces = format.pieces(Buffer.from(text));
      return Buffer.concat(
        pieces.map((content, index) => {
          const time = index === 0 || format.oneTimePerLine ? TIME : LATER;
          return format.encode({ stream: 'stdout', content, time, last: index === pieces.length - 1 });
        }),
      );
    });
  }

  function textOf(text: string | Uint8Array): string {
    return format.text(format.pieces(Buffer.from(text)));
  }

  function decode(lines: readonly Uint8Array[], options: DecodeBytesOptions = {}) {
    return decodeBytes(Buffer.concat(lines), { source, format: named, ...options });
  }

  describe(`the decoder of ${name}, as every decoder`, () => {
    const texts = ['a', '', ' ', 'ünï 处理 😀', '{"a":"b\\n"}\t"', `${'x'.repeat(40_000)}ü`, 'last'];

    it('returns the text of each line once and in order', () => {
      const { placed } = decode(linesOf(...texts));
      assert.deepEqual(messagesOf(placed), texts.map(textOf));
      assert.deepEqual(placed.flatMap(marksOf), []);
    });

    it('returns for each record the offset at which to resume', () => {
      const lines = linesOf('a', '', 'ünï', 'x'.repeat(20_000), 'last');
      const { placed } = decode(lines);
      const ends = lines.map((_, index) => Buffer.concat(lines.slice(0, index + 1)).length);
      assert.deepEqual(
        placed.map(({ resumeOffset }) => resumeOffset),
        ends,
      );
    });

    it('returns the same records from each of these offsets on', () => {
      const file = Buffer.concat(linesOf(...texts));
      const { placed } = decode([file]);
      for (const [index, { resumeOffset }] of placed.entries()) {
        assert.deepEqual(messagesOf(decode([file.subarray(resumeOffset)]).placed), messagesOf(placed).slice(index + 1));
      }
    });

    it('returns the same records if a read ends at any byte', () => {
      const lines = linesOf('first', 'ünï 😀', '', 'a"b\\', 'last');
      const whole = decode(lines).placed;
      for (let length = 1; length < Buffer.concat(lines).length; length++) {
        assert.deepEqual(decode(lines, { reads: [length] }).placed, whole, `reads of ${length} bytes`);
      }
    });

    it('gives a line that its writer split the time of its first piece', () => {
      const { placed } = decode(linesOf('before', 'x'.repeat(50_000), 'after'));
      const times = placed.map(({ record }) => record.time);
      assert.deepEqual(times, Array(3).fill(lineTime));
    });

    it('ships the lines before a line that ends at any byte, and repeats none of them', () => {
      const [first, second, torn] = linesOf('first', 'second', 'tail');
      for (let length = 1; length < torn!.length; length++) {
        const { placed } = decode([first!, second!, torn!.subarray(0, length)]);
        assert.deepEqual(messagesOf(placed).slice(0, 2), ['first', 'second']);
        assert.equal(placed.length, 3, `after ${length} bytes`);
        assert.equal(placed[2]!.offset, first!.length + second!.length);
      }
    });

    it('cuts a line above the limit between characters, marks it, and counts the rest', () => {
      const { placed, counters } = decode(linesOf('before', `${'x'.repeat(9)}üüü`, 'after'), { maxLineBytes: 12 });
      assert.deepEqual(messagesOf(placed), ['before', `${'x'.repeat(9)}ü`, 'after']);
      assert.deepEqual(placed.map(marksOf), [[], ['truncated'], []]);
      assert.deepEqual([counters.truncated, counters.truncatedBytes], [1, 4]);
    });

    it('cuts a split line when it exceeds the limit, and counts it once', () => {
      const { placed, counters } = decode(linesOf('before', 'x'.repeat(50_000), 'after'), { maxLineBytes: 40_000 });
      assert.deepEqual(messagesOf(placed), ['before', 'x'.repeat(40_000), 'after']);
      assert.deepEqual([counters.truncated, counters.truncatedBytes], [1, 10_000]);
    });

    it('skips the NULs that a truncation left at the start of the file, and counts them', () => {
      const { placed, counters } = decode([Buffer.alloc(5000), ...linesOf('a', 'b')]);
      assert.deepEqual(messagesOf(placed), ['a', 'b']);
      assert.equal(counters.skippedNulBytes, 5000);
    });

    it('keeps the NULs within a line', () => {
      const { placed, counters } = decode(linesOf('a\0b', 'c\0\0\0\0\0d'));
      assert.deepEqual(messagesOf(placed), ['a\0b', 'c\0\0\0\0\0d']);
      assert.equal(counters.skippedNulBytes, 0);
    });

    it('keeps or drops the CR of a CRLF line as its writer does', () => {
      const written = ['a\r', 'b', '\r', 'c\r'];
      assert.deepEqual(messagesOf(decode(linesOf(...written)).placed), written.map(textOf));
    });

    it('ships a line in another format unchanged, and the next lines are intact', () => {
      const [before, after] = linesOf('before', 'after');
      const { placed } = decode([before!, Buffer.from('}oops{ \\x\n'), after!]);
      assert.deepEqual(messagesOf(placed), ['before', '}oops{ \\x', 'after']);
      assert.deepEqual(placed.map(marksOf), [[], tellsDamage ? ['malformed'] : [], []]);
    });

    it('replaces invalid UTF-8 with U+FFFD, and the next lines are intact', () => {
      const bad = Buffer.from([0x61, 0xff, 0x62]);
      assert.deepEqual(messagesOf(decode(linesOf('ü', bad, 'ü')).placed), ['ü', 'a\ufffdb', 'ü']);
    });

    it('returns nothing for an empty file', () => {
      assert.deepEqual(decode([]).placed, []);
    });
  });
}

const MARKS = ['partial', 'truncated', 'malformed'] as const;

function marksOf({ record }: PlacedRecord): string[] {
  return MARKS.filter((mark) => record[mark]);
}

function messagesOf(placed: readonly PlacedRecord[]): string[] {
  return placed.map(({ record }: { record: FlatRecord }) => record.message);
}
