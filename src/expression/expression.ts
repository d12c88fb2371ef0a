import { createRequire } from 'node:module';
import type { AST } from '@eslint-community/regexpp';
import type { CharSet } from './char-set.js';
import { leadingOf } from './leading.js';
import { needlesOf } from './needles.js';
import { isLinear, reachOf } from './shape.js';

/** A regular expression that takes time in proportion to the text , for any text. */
export interface Expression {
  readonly source: string;
  /** Who runs it: V8 where that is proved to be linear, else RE2. */
  readonly engine: 'v8' | 're2';
  /** Texts of which at least one is in every match, never escaped in JSON; undefined where there are none. */
  readonly needles: readonly string[] | undefined;
  /** Whether the needles are in lower case for any. */
  readonly ignoreCase: boolean;
  /**
   * With which characters, one by one, a text that matches must begin, where the expression is bound to its start;
   * `isAll` where that is all that it asks for.
   */
  readonly leading: { readonly sets: readonly CharSet[]; readonly isAll: boolean } | undefined;
  /** How many characters from the start of a text decide whether it matches; undefined where all may. */
  readonly reach: number | undefined;
  test(text: string): boolean;
  /** Replaces each match; `groups[0]` is the match, a group that took no part is undefined. */
  replaceAll(text: string, replace: (groups: readonly (string | undefined)[]) => string): string;
}

/** An expression, or why there is none: the rest of a sentence that begins with 'the expression'. */
export type CompiledExpression =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly problem: string };

// Both take some milliseconds to load, so only those wait for them who have expressions of their own.
const load = createRequire(import.meta.url);

/**
 * Compiles an expression in RE2's syntax (github.com/google/re2/wiki/Syntax): Perl's without what cannot run in linear
 * time, which is to look ahead or behind, and to refer back to a group.
 */
export function compileExpression(source: string): CompiledExpression {
  const { RE2JS } = load('re2js') as typeof import('re2js');
  let compiled: ReturnType<typeof RE2JS.compile>;
  try {
    compiled = RE2JS.compile(source);
  } catch (error) {
    return { ok: false, problem: describe(source, error) };
  }
  const ignoreCase = source.startsWith('(?i)');
  const body = ignoreCase ? source.slice('(?i)'.length) : source;
  const pattern = parse(body);
  const facts = {
    source,
    ignoreCase,
    needles: pattern && needlesOf(pattern, ignoreCase),
    leading: pattern && leadingOf(pattern, ignoreCase),
    reach: pattern && reachOf(pattern, ignoreCase),
  };
  const translated = pattern && isLinear(pattern, ignoreCase) ? translate(pattern, body) : undefined;
  if (translated !== undefined) return { ok: true, expression: byV8(translated, facts) };
  return {
    ok: true,
    expression: {
      ...facts,
      engine: 're2',
      test: (text) => compiled.test(text),
      replaceAll: (text, replace) => compiled.matcher(text).replaceAll((...args: unknown[]) => replace(groupsOf(args))),
    },
  };
}

function byV8(source: string, facts: Omit<Expression, 'engine' | 'test' | 'replaceAll'>): Expression {
  const single = new RegExp(source, facts.ignoreCase ? 'iu' : 'u');
  const all = new RegExp(source, facts.ignoreCase ? 'giu' : 'gu');
  return {
    ...facts,
    engine: 'v8',
    test: (text) => single.test(text),
    replaceAll: (text, replace) => text.replace(all, (...args: unknown[]) => replace(groupsOf(args))),
  };
}

/** The match and its groups, of what a replacer is called with: these come first, then the index, a number. */
function groupsOf(args: readonly unknown[]): (string | undefined)[] {
  const end = args.findIndex((value) => typeof value === 'number');
  return args.slice(0, end) as (string | undefined)[];
}

function parse(source: string): AST.Pattern | undefined {
  const { RegExpParser } = load('@eslint-community/regexpp') as typeof import('@eslint-community/regexpp');
  try {
    return new RegExpParser({ ecmaVersion: 2023 }).parsePattern(source, 0, source.length, { unicode: true });
  } catch {
    return undefined;
  }
}

const TRANSLATIONS: Readonly<Record<string, string>> = {
  '.': '[^\\n]',
  '\\s': '[\\t\\n\\f\\r ]',
  '\\S': '[^\\t\\n\\f\\r ]',
};

/** The same in V8's syntax, where that differs; undefined if replacing one text with another does not suffice. */
function translate(pattern: AST.Pattern, source: string): string | undefined {
  const { visitRegExpAST } = load('@eslint-community/regexpp') as typeof import('@eslint-community/regexpp');
  const pieces: string[] = [];
  let at = 0;
  let isSayable = true;
  visitRegExpAST(pattern, {
    onCharacterSetEnter({ raw, start, end, parent }) {
      const other = TRANSLATIONS[raw];
      if (other === undefined) return;
      if (parent.type === 'CharacterClass') isSayable = false;
      pieces.push(source.slice(at, start), other);
      at = end;
    },
  });
  return isSayable ? `${pieces.join('')}${source.slice(at)}` : undefined;
}

function describe(source: string, error: unknown): string {
  if (/\(\?<?[=!]/.test(source)) return 'uses lookahead or lookbehind, which podtail does not support';
  if (/\\[1-9]/.test(source)) return 'uses a backreference, which podtail does not support';
  return `cannot be read: ${(error as Error).message.replace(/^error parsing regexp: /, '')}`;
}
