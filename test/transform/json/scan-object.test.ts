import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseObject } from '../../../src/transform/json/json-object.js';

const parameters = process.env.FC_SEED === undefined ? {} : { seed: Number(process.env.FC_SEED) };

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

describe('reading a JSON object', () => {
  it('returns what JSON.parse returns', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 4 }), { noNullPrototype: true }),
        fc.integer({ min: 0, max: 2 }),
        (value, indent) => {
          const text = JSON.stringify(value, undefined, indent);
          const object = parseObject(Buffer.from(text));
          if (object === undefined) {
            assert.ok(!JSON.stringify(value).isWellFormed() || /\\ud[89a-f]/.test(text), text);
            return;
          }
          const values = [...object].map(([name, member]) => [name, JSON.parse(member.toString('utf8'))]);
          assert.deepEqual(Object.fromEntries(values), withoutProto(JSON.parse(text)));
          for (const member of object.values()) assert.ok(!/[\n\r]/.test(member.toString('utf8')));
        },
      ),
      { ...parameters, numRuns: 1000 },
    );
  });

  it('accepts no text that JSON.parse refuses', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"a"',
      '"',
      ':',
      ',',
      '1',
      '-',
      '0',
      '.5',
      'e3',
      'true',
      'null',
      ' ',
      '\\',
      '\\u00e9',
      '\\n',
      '\n',
    );
    const text = fc.array(piece, { maxLength: 12 }).map((pieces) => `{"a":${pieces.join('')}`);
    fc.assert(
      fc.property(text, (text) => {
        const value = parsed(text);
        assert.equal(parseObject(Buffer.from(text)) !== undefined, typeof value === 'object' && value !== null, text);
      }),
      { ...parameters, numRuns: 5000 },
    );
  });
});

function withoutProto(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).filter(([name]) => name !== '__proto__'));
  });
}
