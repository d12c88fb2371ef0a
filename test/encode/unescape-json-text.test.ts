import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { unescapeJsonText } from '../../src/encode/unescape-json-text.js';

/** Text that is likely to break something; also half a surrogate pair. */
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '"',
      '\\',
      '/',
      '\u0000',
      '\b',
      '\t',
      '\n',
      '\f',
      '\r',
      '\u2028',
      'é',
      '中',
      '😀',
      '\u{20000}',
      '\u{10ffff}',
      '\ud83d',
      '\ude00',
    ),
    fc.string({ minLength: 1, maxLength: 1 }),
    fc.string({ minLength: 1, maxLength: 12 }),
  ),
});

function textOf(inside: string): Buffer {
  const source = Buffer.concat([Buffer.from('>>>'), Buffer.from(inside), Buffer.from('"}\\n')]);
  const end = 3 + Buffer.byteLength(inside);
  const target = Buffer.alloc(end);
  const written = unescapeJsonText(viewOf(source), 3, end, viewOf(target), 3);
  return target.subarray(3, written);
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}

/** JSON with every UTF-16 code unit that `chosen` picks as `\u`. */
function escapeSome(value: string, chosen: (index: number) => boolean): string {
  const units = Array.from({ length: value.length }, (_, index) => value.charCodeAt(index));
  return units
    .map((unit, index) => {
      const isSurrogate = unit >= 0xd800 && unit < 0xe000;
      if (chosen(index) || isSurrogate) return `\\u${unit.toString(16).padStart(4, '0')}`;
      return JSON.stringify(value[index]).slice(1, -1);
    })
    .join('');
}

describe('the text of a JSON string', () => {
  it('is what JSON.parse returns', () => {
    fc.assert(
      fc.property(text, (value) => {
        const inside = JSON.stringify(value).slice(1, -1);
        assert.equal(textOf(inside).toString('utf8'), (JSON.parse(`"${inside}"`) as string).toWellFormed());
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same for every way to escape it, also with surrogate pairs as two escapes', () => {
    fc.assert(
      fc.property(text, fc.integer(), (value, seed) => {
        const inside = escapeSome(value, (index) => ((seed >> (index % 31)) & 1) === 1);
        assert.deepEqual(textOf(inside), Buffer.from((JSON.parse(`"${inside}"`) as string).toWellFormed()));
      }),
      { numRuns: 2000 },
    );
  });

  it('accepts capital hexadecimal digits, and the escaped slash', () => {
    assert.equal(textOf('\\u00E9\\/\\uD83D\\uDE00').toString(), 'é/😀');
  });

  it('has a replacement character instead of half a surrogate pair', () => {
    for (const half of ['\\ud83d', '\\ude00', '\\ude00\\ud83d', '\\ud83d\\u0041', '\\ud83dA']) {
      const inside = `a${half}b`;
      assert.equal(textOf(inside).toString(), (JSON.parse(`"${inside}"`) as string).toWellFormed());
    }
  });
});
