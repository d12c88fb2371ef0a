import type { AST } from '@eslint-community/regexpp';
import { type CharSet, charSet, complement, oneChar, overlap, union } from './char-set.js';

/** What a part of an expression may begin with, and how much work it can make for a matcher that tries one way after another. */
interface Shape {
  /** What it, or what follows where it may be empty, begins with. */
  readonly first: CharSet;
  /** Whether it and all that follows may be empty, so that a matcher that comes here has succeeded. */
  readonly sure: boolean;
  /** In how many ways the bounded parts can be tried. */
  readonly ways: number;
  /** The most characters that the bounded parts take. */
  readonly length: number;
}

/** Steps that the bounded parts may cost from any one place of the text. */
const MOST_STEPS = 256;

const NONE = charSet(() => false, false);
const NEWLINE = 0x0a;

/**
 * Whether a backtracking matcher takes time in proportion to the text for an expression, for any text. Says so
 * only of a small class, for which it is easy to see:
 * - a repetition without an upper bound repeats one character of a set, and what may follow is not in that set, or is
 *   nothing: there is only one way through it;
 * - the rest is bounded, and small;
 * - the expression is bound to the start of the text, or no such repetition takes a character with which a match may
 *   begin: the same stretch is not gone over again from each of its characters.
 */
export function isLinear(pattern: AST.Pattern, ignoreCase: boolean): boolean {
  return analyse(pattern, ignoreCase).isLinear;
}

/** The most characters from the text's start on that a linear expression looks at; undefined where it may be any. */
export function reachOf(pattern: AST.Pattern, ignoreCase: boolean): number | undefined {
  const { isLinear: isKnown, isBounded, length } = analyse(pattern, ignoreCase);
  return isKnown && isBounded && isAnchored(pattern) ? length : undefined;
}

function analyse(pattern: AST.Pattern, ignoreCase: boolean) {
  let isBounded = true;
  /** What unbounded repetitions take, but for those that cannot fail any more. */
  const repeated: CharSet[] = [];
  const end: Shape = { first: NONE, sure: true, ways: 1, length: 0 };

  function alternatives(list: readonly AST.Alternative[], rest: Shape): Shape | undefined {
    const shapes = list.map((alternative) => sequence(alternative.elements, rest));
    if (shapes.some((shape) => shape === undefined)) return undefined;
    const known = shapes as Shape[];
    return {
      first: union(...known.map((shape) => shape.first)),
      sure: known.some((shape) => shape.sure),
      ways: known.reduce((sum, shape) => sum + shape.ways, 0),
      length: Math.max(...known.map((shape) => shape.length)),
    };
  }

  function sequence(elements: readonly AST.Element[], rest: Shape): Shape | undefined {
    return elements.reduceRight<Shape | undefined>((after, element) => after && shapeOf(element, after), rest);
  }

  function shapeOf(element: AST.Element, rest: Shape): Shape | undefined {
    switch (element.type) {
      case 'Group':
        return element.modifiers === null ? alternatives(element.alternatives, rest) : undefined;
      case 'CapturingGroup':
        return alternatives(element.alternatives, rest);
      case 'Quantifier':
        return repetition(element, rest);
      case 'Assertion':
        // What must hold here may fail, so that nothing is sure any more.
        return element.kind === 'lookahead' || element.kind === 'lookbehind' ? undefined : { ...rest, sure: false };
      default: {
        const set = setOf(element, ignoreCase);
        return set && { first: set, sure: false, ways: rest.ways, length: rest.length + 1 };
      }
    }
  }

  function repetition({ element, min, max }: AST.Quantifier, rest: Shape): Shape | undefined {
    const set = setOf(element, ignoreCase);
    const first = (inner: CharSet): CharSet => (min === 0 ? union(inner, rest.first) : inner);
    const sure = min === 0 && rest.sure;
    if (set !== undefined) {
      const isClear = rest.sure || !overlap(set, rest.first);
      if (max === Number.POSITIVE_INFINITY) {
        isBounded = false;
        if (!isClear || min > MOST_STEPS) return undefined;
        if (!rest.sure) repeated.push(set);
        return { first: first(set), sure, ways: rest.ways, length: rest.length + min + 1 };
      }
      const ways = isClear || min === max ? rest.ways : rest.ways * (max - min + 1);
      return { first: first(set), sure, ways, length: rest.length + max };
    }
    if (max > MOST_STEPS || !(element.type === 'Group' || element.type === 'CapturingGroup')) return undefined;
    let shape: Shape | undefined = rest;
    // Written out, one behind the other, each of them may be the last.
    for (let time = max; time > 0 && shape !== undefined; time--) {
      const inner = shapeOf(element, shape);
      shape = inner && time > min ? either(inner, rest) : inner;
      if (shape !== undefined && shape.ways > MOST_STEPS) return undefined;
    }
    return shape;
  }

  function either(one: Shape, other: Shape): Shape {
    const { first, sure, ways, length } = one;
    return {
      first: union(first, other.first),
      sure: sure || other.sure,
      ways: ways + other.ways,
      length: Math.max(length, other.length),
    };
  }

  const shape = alternatives(pattern.alternatives, end);
  const length = shape?.length ?? Number.POSITIVE_INFINITY;
  const isSmall = shape !== undefined && shape.ways * length <= MOST_STEPS;
  const goesOverAgain = shape !== undefined && repeated.some((set) => overlap(set, shape.first));
  return { isLinear: isSmall && (isAnchored(pattern) || !goesOverAgain), isBounded, length };
}

/** The characters that one element takes, where it takes exactly one. */
export function setOf(element: AST.Element, ignoreCase: boolean): CharSet | undefined {
  switch (element.type) {
    case 'Character':
      return oneChar(element.value, ignoreCase);
    case 'CharacterSet':
      return namedSet(element);
    case 'CharacterClass': {
      const sets = element.elements.map((member): CharSet | undefined => {
        if (member.type === 'Character') return oneChar(member.value, ignoreCase);
        if (member.type === 'CharacterSet') return namedSet(member);
        return member.type === 'CharacterClassRange' ? rangeSet(member, ignoreCase) : undefined;
      });
      if (sets.some((set) => set === undefined)) return undefined;
      const all = union(...(sets as CharSet[]));
      return element.negate ? complement(all) : all;
    }
    default:
      return undefined;
  }
}

function isAnchored({ alternatives }: AST.Pattern): boolean {
  return alternatives.every(({ elements: [first] }) => first?.type === 'Assertion' && first.kind === 'start');
}

function rangeSet({ min, max }: AST.CharacterClassRange, ignoreCase: boolean): CharSet {
  const inRange = (code: number): boolean => code >= min.value && code <= max.value;
  if (!ignoreCase) return charSet(inRange, max.value > 0x7f);
  const swapped = (code: number): number => (/[a-z]/i.test(String.fromCharCode(code)) ? code ^ 0x20 : code);
  return charSet((code) => inRange(code) || inRange(swapped(code)), true);
}

function namedSet(element: AST.CharacterSet): CharSet | undefined {
  if (element.kind === 'any') return charSet((code) => code !== NEWLINE, true);
  if (element.kind === 'property') return undefined;
  const pattern = { digit: /\d/, space: /[\t\n\f\r ]/, word: /\w/ }[element.kind];
  return charSet((code) => pattern.test(String.fromCharCode(code)) !== element.negate, true);
}
