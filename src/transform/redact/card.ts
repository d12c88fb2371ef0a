import type { Found } from './secret.js';

/** Digits, and separators between the groups of a number. A plus is a blank in a URL. */
const RUN = /\d[\d .+-]*/g;
/** Lengths of groups that dots may separate. Addresses and versions have other lengths. */
const DOTTED = /^(?:\d{4}\.\d{4}\.\d{4}\.\d{4}|\d{4}\.\d{6}\.\d{4,5})$/;
const FEWEST_DIGITS = 14;
const MOST_DIGITS = 19;

/**
 * The numbers of the large card schemes, by their first digits and lengths (ISO/IEC 7812): few other numbers of that
 * length, ids and times, look so. Visa's of 13 digits are issued no more, and look like articles' numbers (EAN).
 */
const SCHEMES =
  /^(?:4\d{15}(?:\d{3})?|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|35(?:2[89]|[3-8]\d)\d{12}|6(?:011|4[4-9]\d|5\d\d)\d{12}|62\d{14,17}|(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{12,15})$/;

/** Letters that may directly precede a number. */
const CARD_WORD = /(?:^|[^a-z])(?:card|cc|ccn|pan|visa|amex|mastercard|number|num|no|nr)$/i;
/** Names of decimal ids. */
const TRACE_NAME = /(?:trace|span|parent)[_.-]?(?:id)?["'\s]{0,3}(?:=>|[:=])["'\s]{0,3}$/i;
const NAME_LENGTH = 24;

/** Finds card numbers: whole groups of digits, separated by one blank, plus, dash or dot. */
export function findCards(text: string, found: Found): void {
  for (const { 0: run, index } of text.matchAll(RUN)) {
    if (run.length >= FEWEST_DIGITS) findInRun(text, run, index, found);
  }
}

function findInRun(text: string, run: string, start: number, found: Found): void {
  const groups = [...run.matchAll(/\d+/g)];
  for (let first = 0; first < groups.length; first++) {
    const last = lastOfCard(run, groups, first);
    if (last === undefined) continue;
    const from = start + groups[first]!.index;
    const to = start + groups[last]!.index + groups[last]![0].length;
    if (!isPartOfMore(text, from, to)) {
      found(from, to);
      first = last;
    }
  }
}

/** Index of the last group of a card number that begins with the group `first`. */
function lastOfCard(run: string, groups: readonly RegExpMatchArray[], first: number): number | undefined {
  let digits = '';
  for (let last = first; last < groups.length; last++) {
    const before = groups[last - 1];
    const gap = last === first ? 1 : groups[last]!.index! - before!.index! - before![0].length;
    digits += groups[last]![0];
    if (gap !== 1 || digits.length > MOST_DIGITS) return undefined;
    if (digits.length < FEWEST_DIGITS || !isGrouped(run, groups, first, last)) continue;
    if (SCHEMES.test(digits) && luhnSum(digits) % 10 === 0) return last;
  }
  return undefined;
}

/** Whether the groups look as people write them: at least three digits each, except the last one. */
function isGrouped(run: string, groups: readonly RegExpMatchArray[], first: number, last: number): boolean {
  const text = run.slice(groups[first]!.index, groups[last]!.index! + groups[last]![0].length);
  if (text.includes('.')) return DOTTED.test(text);
  for (let index = first; index < last; index++) if (groups[index]![0].length < 3) return false;
  return true;
}

/** Whether the number is a part of a word or of a number with decimals, or the id of a trace. */
function isPartOfMore(text: string, from: number, to: number): boolean {
  if (/[\p{L}_]/u.test(text[to] ?? '') || (text[to] === '.' && /\d/.test(text[to + 1] ?? ''))) return true;
  const before = text.slice(Math.max(0, from - NAME_LENGTH), from);
  if (/\d\.$/.test(before) || TRACE_NAME.test(before)) return true;
  return /\p{L}$/u.test(before) && !CARD_WORD.test(before);
}

/** ISO/IEC 7812-1, annex B: from the right, every second digit counts twice. */
function luhnSum(digits: string): number {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 0x30;
    const twice = digit * 2;
    sum += index % 2 === 0 ? digit : twice > 9 ? twice - 9 : twice;
  }
  return sum;
}
