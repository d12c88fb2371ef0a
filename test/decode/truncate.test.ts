import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { cutJsonText, cutText, jsonTextLength } from '../../src/decode/truncate.js';

describe('cutting text', () => {
  const cases: readonly (readonly [text: string, most: number, kept: string])[] = [
    ['abc', 3, 'abc'],
    ['abcd', 3, 'abc'],
    ['ab中', 4, 'ab'],
    ['ab中', 5, 'ab中'],
    ['a😀b', 4, 'a'],
    ['a😀b', 5, 'a😀'],
    ['中', 0, ''],
  ];
  for (const [text, most, kept] of cases) {
    it(`to ${most} bytes turns ${JSON.stringify(text)} into ${JSON.stringify(kept)}`, () => {
      const bytes = Buffer.from(text);
      assert.equal(bytes.toString('utf8', 0, cutText(bytes, 0, bytes.length, most)), kept);
    });
  }

  it('cuts at any byte of invalid UTF-8', () => {
    assert.equal(cutText(Buffer.alloc(10, 0x80), 0, 10, 6), 6);
  });
});

describe('cutting the inside of a JSON string', () => {
  const cases: readonly (readonly [json: string, most: number, kept: string, length: number])[] = [
    ['abc', 3, 'abc', 3],
    ['a\\nb', 2, 'a\\n', 3],
    ['a\\nb', 1, 'a', 3],
    ['\\u0041b', 1, '\\u0041', 2],
    ['\\u00e9x', 1, '', 3],
    ['\\u00e9x', 2, '\\u00e9', 3],
    ['\\ufffdx', 3, '\\ufffd', 4],
    ['\\ud83d\\ude00x', 3, '', 5],
    ['\\ud83d\\ude00x', 4, '\\ud83d\\ude00', 5],
    ['😀x', 3, '', 5],
    ['é\\\\x', 3, 'é\\\\', 4],
  ];
  for (const [json, most, kept, length] of cases) {
    it(`to ${most} bytes of text turns ${json} into ${kept || 'nothing'}`, () => {
      const bytes = Buffer.from(json);
      assert.equal(jsonTextLength(bytes, 0, bytes.length), length);
      assert.equal(bytes.toString('utf8', 0, cutJsonText(bytes, 0, bytes.length, most)), kept);
    });
  }

  it('counts exactly the bytes of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const bytes = Buffer.from(JSON.stringify(text.toWellFormed()).slice(1, -1));
        assert.equal(jsonTextLength(bytes, 0, bytes.length), Buffer.byteLength(text.toWellFormed()));
      }),
    );
  });
});
