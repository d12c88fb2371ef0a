import type { LineRule, RuleState } from './line-rule.js';
import { ANY_BYTE, firstByte } from './line-text.js';

const NEWLINE = 0x0a;

/** One way on from a state. */
interface TraceStep {
  /** What the line has to look like; these expressions take linear time. */
  readonly when: RegExp;
  /** What it has to look like besides. */
  readonly and?: RegExp;
  readonly to: string;
  /** The line belongs to the trace only if a later one says so. */
  readonly tentative?: true;
}

/** How the traces of one language look, line by line. */
export interface TraceRule {
  /** With which lines a trace begins; a line of its middle may, as other lines can part a trace. */
  readonly begins: readonly TraceStep[];
  /** By each state, the ways on; the first that fits is taken. */
  readonly states: Readonly<Record<string, readonly TraceStep[]>>;
  /** States in which a trace does not end. */
  readonly incomplete?: readonly string[];
  /** The first characters that the second line of a trace may have… */
  readonly secondLines: string;
  /** …or the texts that it may begin with… */
  readonly secondTexts?: readonly string[];
  /** …unless the first line begins with one of these texts: then it may begin with anything. */
  readonly anyAfter?: readonly string[];
}

/** Where one of the rules stands. */
interface Place {
  readonly rule: TraceRule;
  readonly step: TraceStep;
}

interface TraceState extends RuleState {
  readonly places: readonly Place[];
  /** Of a trace's first line alone: whether the second may begin with anything. */
  readonly anySecond?: boolean;
}

/** Joins the traces of all these languages: a trace goes on as long as it does by any of them. */
export function createTraceRule(rules: readonly TraceRule[]): LineRule {
  const secondLines = byteTable(rules.map((rule) => rule.secondLines));
  const secondTexts = createPrefixes(rules.flatMap((rule) => rule.secondTexts ?? []));
  const anyAfter = createPrefixes(rules.flatMap((rule) => rule.anyAfter ?? []));
  return {
    mayFollow: (block, row) =>
      secondLines[firstByte(block, row)] === 1 || secondTexts.beginBytes(block.bytes, block.messageStart[row]!),
    mayHaveAnyNext: (block, row) => anyAfter.beginBytes(block.bytes, block.messageStart[row]!),
    begin: ({ head }) => {
      const state = stateOf(rules.flatMap((rule) => stepFrom(rule, rule.begins, head)));
      return state && { ...state, anySecond: anyAfter.begin(head) };
    },
    next(state, { head }) {
      const { places, anySecond } = state as TraceState;
      const isUsual = secondLines[firstCode(head)] === 1 || secondTexts.begin(head);
      if (anySecond === false && !isUsual) return undefined;
      return stateOf(places.flatMap(({ rule, step }) => stepFrom(rule, rule.states[step.to]!, head)));
    },
  };
}

function stepFrom(rule: TraceRule, steps: readonly TraceStep[], line: string): Place[] {
  const step = steps.find(({ when, and }) => when.test(line) && (and === undefined || and.test(line)));
  return step === undefined ? [] : [{ rule, step }];
}

function stateOf(places: readonly Place[]): TraceState | undefined {
  if (places.length === 0) return undefined;
  return {
    places,
    isTentative: places.every(({ step }) => step.tentative === true),
    isIncomplete: places.every(({ rule, step }) => rule.incomplete?.includes(step.to) === true),
  };
}

function firstCode(line: string): number {
  return line === '' ? NEWLINE : line.charCodeAt(0);
}

/** Texts that lines may begin with. */
interface Prefixes {
  begin(line: string): boolean;
  beginBytes(bytes: Uint8Array, start: number): boolean;
}

function createPrefixes(texts: readonly string[]): Prefixes {
  const prefixes = texts.map((text) => Buffer.from(text, 'latin1'));
  const isFirst = new Uint8Array(256);
  for (const prefix of prefixes) isFirst[prefix[0]!] = 1;
  return {
    begin: (line) => texts.some((text) => line.startsWith(text)),
    beginBytes: (bytes, start) =>
      isFirst[bytes[start]!] === 1 && prefixes.some((prefix) => startsWith(bytes, start, prefix)),
  };
}

function startsWith(bytes: Uint8Array, start: number, expected: Uint8Array): boolean {
  return expected.every((byte, index) => bytes[start + index] === byte);
}

function byteTable(texts: readonly string[]): Uint8Array {
  const table = new Uint8Array(256);
  table[ANY_BYTE] = 1;
  for (const text of texts) for (const character of text) table[character.charCodeAt(0)] = 1;
  return table;
}
