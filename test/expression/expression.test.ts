import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compileExpression, type Expression } from '../../src/expression/expression.js';

function compile(source: string): Expression {
  const result = compileExpression(source);
  assert.ok(result.ok, result.ok ? '' : result.problem);
  return result.expression;
}

describe('an expression', () => {
  const rows: readonly (readonly [source: string, engine: 'v8' | 're2', needles: readonly string[] | undefined])[] = [
    ['health|metrics', 'v8', ['health', 'metrics']],
    ['^GET /healthz', 'v8', ['healthz']],
    ['level=debug', 'v8', ['level=debug']],
    ['(?i)Error', 'v8', ['error']],
    ['(?i)tasks', 'v8', ['ta']],
    ['user=\\S+', 'v8', ['user=']],
    ['user=\\S+ ', 're2', ['user=']],
    ['^\\d{4}-\\d\\d-\\d\\d', 'v8', ['-']],
    ['^\\d+ ok', 'v8', [' ok']],
    ['\\d+ ok', 're2', [' ok']],
    ['a*b', 're2', ['b']],
    ['x[ab]*c', 'v8', ['x']],
    ['(a+)+$', 're2', ['a']],
    ['(?:ab|cd)+', 're2', undefined],
    ['.*foo', 're2', ['foo']],
    ['a{1,50}b{1,50}', 'v8', ['a']],
    ['(a|aa){1,9}b', 're2', ['b']],
    ['"quoted"', 'v8', ['quoted']],
    ['<', 'v8', undefined],
    ['(?P<word>ab)\\z', 're2', undefined],
    ['\\bat\\b', 'v8', ['at']],
  ];
  for (const [source, engine, needles] of rows) {
    it(`${source} runs in ${engine}, and is prefiltered by ${needles?.join(' or ') ?? 'nothing'}`, () => {
      const expression = compile(source);
      assert.deepEqual([expression.engine, expression.needles], [engine, needles]);
    });
  }

  const refused: readonly (readonly [source: string, problem: RegExp])[] = [
    ['(?=a)b', /^uses lookahead or lookbehind/],
    ['(?<!a)b', /^uses lookahead or lookbehind/],
    ['(a)\\1', /^uses a backreference/],
    ['(a', /^cannot be read: /],
    ['a**', /^cannot be read: /],
  ];
  for (const [source, problem] of refused) {
    it(`${source} is refused, as it ${problem.source.slice(1)}`, () => {
      const result = compileExpression(source);
      assert.ok(!result.ok);
      assert.match(result.problem, problem);
    });
  }

  it('that would backtrack exponentially elsewhere handles a long line', () => {
    for (const source of ['^(a+)+$', '(x+x+)+y', '([a-z]+)*:', 'a*a*a*b']) {
      assert.equal(compile(source).test(`${'a'.repeat(300_000)}!`), false);
    }
  });

  it('replaces with its groups in both engines', () => {
    for (const source of ['key=([a-z]+)', '.*?key=([a-z]+)']) {
      const replaced = compile(source).replaceAll('key=abc key=d', (groups) => `<${groups[1]}>`);
      assert.equal(replaced, source.startsWith('.') ? '<abc><d>' : '<abc> <d>');
    }
  });

  it('gives the same result in V8 and in RE2', async () => {
    const { RE2JS } = await import('re2js');
    fc.assert(
      fc.property(pattern, fc.string({ unit: fc.constantFrom(...'abcA1 .-\n\r'), maxLength: 12 }), (source, text) => {
        const expression = compile(source);
        assert.equal(expression.test(text), RE2JS.compile(source).test(text), `${source} by ${expression.engine}`);
        const { needles, ignoreCase, leading } = expression;
        const isMatch = expression.test(text);
        const written = ignoreCase ? text.toLowerCase() : text;
        if (isMatch) assert.ok(needles?.some((needle) => written.includes(needle)) ?? true);
        const isLed =
          leading?.sets.every((set, index) => index < text.length && set[text.charCodeAt(index)] === 1) ?? true;
        if (isMatch) assert.ok(isLed);
        if (isLed && leading?.isAll) assert.ok(isMatch);
      }),
      { ...parameters, numRuns: 3000 },
    );
  });

  it('that V8 runs needs steps in proportion to the text', () => {
    const hostile = fc.constantFrom('a', 'ab', 'abc', '1', 'a1', ' ', 'aab', 'A.');
    fc.assert(
      fc.property(pattern, hostile, (source, piece) => {
        const expression = compile(source);
        if (expression.engine !== 'v8') return;
        // A quadratic one would take minutes for this.
        expression.test(piece.repeat(300_000 / piece.length));
      }),
      { ...parameters, numRuns: 300 },
    );
  });
});

const atom = fc.constantFrom('a', 'b', 'c', '1', ' ', '-', '\\.', '.', '\\d', '\\w', '\\s', '[ab]', '[^a]', '\\b');
const quantifier = fc.constantFrom('', '', '', '+', '*', '?', '{2}', '{1,3}', '+?', '*?');
const item = fc.tuple(atom, quantifier).map(([one, times]) => (one === '\\b' ? one : `${one}${times}`));
const sequence = fc.array(item, { minLength: 1, maxLength: 5 }).map((items) => items.join(''));
const group = fc
  .tuple(sequence, sequence, fc.constantFrom('', '?', '{1,2}', '+'))
  .map(([one, other, times]) => `(?:${one}|${other})${times}`);
const pattern = fc
  .tuple(
    fc.constantFrom('', '', '(?i)'),
    fc.constantFrom('', '', '^'),
    fc.array(fc.oneof(sequence, group), { minLength: 1, maxLength: 3 }),
    fc.constantFrom('', '', '$'),
  )
  .map(([flags, start, parts, end]) => `${flags}${start}${parts.join('')}${end}`);

const parameters = process.env.FC_SEED === undefined ? {} : { seed: Number(process.env.FC_SEED) };
