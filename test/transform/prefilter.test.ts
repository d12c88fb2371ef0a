import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createRecordBlock, putScratch, type RecordBlock } from '../../src/record/record-block.js';
import { createSignScan, FIRST_NEEDLE_BIT, Sign, type SignWish } from '../../src/transform/prefilter.js';

const parameters = process.env.FC_SEED === undefined ? {} : { seed: Number(process.env.FC_SEED) };

/** The signs of texts, each of which is among bytes that are all signs. */
function signsOf(texts: readonly string[], wish: SignWish): number[] {
  const block = blockOf(texts);
  const scan = createSignScan(wish);
  const signs = [...scan.ofMessages(block).subarray(0, texts.length)];
  const alone = texts.map((_, row) => scan.ofRange(block, block.messageStart[row]!, block.messageEnd[row]!));
  assert.deepEqual(alone, signs);
  return signs;
}

function blockOf(texts: readonly string[]): RecordBlock {
  const block = createRecordBlock(Math.max(1, texts.length), 64);
  const noise = Buffer.from('1.1.1.1::AB0000000000000needle');
  texts.forEach((text, row) => {
    putScratch(block, noise);
    block.messageStart[row] = putScratch(block, Buffer.from(text));
    block.messageEnd[row] = block.scratchEnd;
    putScratch(block, noise);
  });
  block.count = texts.length;
  return block;
}

describe('signs in messages', () => {
  const EXPECTED: Readonly<Record<keyof typeof Sign, RegExp>> = {
    digits: /[\d .-]{13}/,
    dots: /\d\.(?=\d{1,3}\.\d{1,3}\.\d)/,
    colons: /::|:[^:]{1,4}:[^:]{1,4}:[^:]{1,4}:/,
    capitals: /[A-Z]{2}/,
  };
  const text = fc.string({
    unit: fc.constantFrom('1', '23', '.', ':', ' ', '-', 'a', 'A', 'Z', 'ü', '123456789'),
    maxLength: 40,
  });

  for (const kind of Object.keys(Sign) as (keyof typeof Sign)[]) {
    it(`finds ${kind} at any place, and nothing after the end of a text`, () => {
      fc.assert(
        fc.property(fc.array(text, { maxLength: 5 }), (texts) => {
          const signs = signsOf(texts, { [kind]: true });
          texts.forEach((each, row) => {
            const bytes = Buffer.from(each).toString('latin1');
            if (EXPECTED[kind].test(bytes)) assert.equal(signs[row], Sign[kind], JSON.stringify(each));
            else if (kind === 'digits' || kind === 'capitals') assert.equal(signs[row], 0, JSON.stringify(each));
          });
        }),
        { ...parameters, numRuns: 500 },
      );
    });
  }

  it('finds each of three hundred search strings, at any place of a text', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFG';
    const needles = Array.from({ length: 300 }, (_, index) => {
      const [first, second] = [letters[index % 31]!, letters[Math.floor(index / 31)]!];
      return { text: `${first}${second}${'!?'[index % 2]}`.slice(0, 2 + (index % 2)), ignoreCase: index % 3 === 0 };
    });
    for (let before = 0; before < 20; before++) {
      const texts = needles.map(({ text }) => `${'.'.repeat(before)}${text}.`);
      assert.ok(
        signsOf(texts, { needles: [needles] }).every((signs) => signs === 1 << FIRST_NEEDLE_BIT),
        `at ${before}`,
      );
    }
    assert.deepEqual(signsOf(['', '....', '!?'], { needles: [needles] }), [0, 0, 0]);
  });

  it('finds search strings, each with its bit, and in any case if case is ignored', () => {
    const needles = ['@', 'eyJ', 'needle', 'Bearer '];
    const wish = {
      needles: [...needles.map((text) => [{ text, ignoreCase: false }]), [{ text: 'needle', ignoreCase: true }]],
    };
    const unit = fc.constantFrom(...needles, 'NEEDLE', 'nEEd', 'a', ' ', '0123456789abcdef');
    fc.assert(
      fc.property(fc.array(fc.string({ unit, maxLength: 6 }), { maxLength: 4 }), (texts) => {
        const signs = signsOf(texts, wish);
        texts.forEach((each, row) => {
          needles.forEach((needle, index) => {
            if (each.includes(needle))
              assert.ok((signs[row]! & (1 << (FIRST_NEEDLE_BIT + index))) !== 0, `${needle} in ${each}`);
          });
          if (/needle/i.test(each)) assert.ok((signs[row]! & (1 << (FIRST_NEEDLE_BIT + needles.length))) !== 0);
          if (!/[@JnNB]/.test(each)) assert.equal(signs[row], 0);
        });
      }),
      { ...parameters, numRuns: 500 },
    );
  });

  it('have as many rows as a block', () => {
    const texts = Array.from({ length: 3000 }, (_, index) => (index % 7 === 0 ? 'AB' : 'ab'));
    assert.deepEqual(
      signsOf(texts, { capitals: true }),
      texts.map((each) => (each === 'AB' ? Sign.capitals : 0)),
    );
  });
});
