import type { Replacement } from './secret.js';

/** Digits, and what may stand between the groups of a number. */
const RUN = /\d[\d -]*/g;
const FEWEST_DIGITS = 13;
const MOST_DIGITS = 19;

/**
 * The numbers of the large card schemes, by their first digits and lengths (ISO/IEC 7812): few other numbers of that
 * length, ids and times, look so.
 */
const SCHEMES =
  /^(?:4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|35\d{14}|6(?:011|[45]\d\d)\d{12}|62\d{14,17})$/;

/** Replaces card numbers: whole groups of digits, with one blank or dash between each two. */
export function replaceCards(text: string, by: Replacement): string {
  return text.replace(RUN, (run) => (run.length < FEWEST_DIGITS ? run : replaceInRun(run, by)));
}

function replaceInRun(run: string, by: Replacement): string {
  const groups = [...run.matchAll(/\d+/g)];
  let result = '';
  let done = 0;
  for (let first = 0; first < groups.length; first++) {
    const last = lastOfCard(groups, first);
    if (last === undefined) continue;
    const start = groups[first]!.index;
    const end = groups[last]!.index + groups[last]![0].length;
    result += run.slice(done, start) + by(run.slice(start, end));
    done = end;
    first = last;
  }
  return result + run.slice(done);
}

/** Index of the last group of a card number that begins with the group `first`. */
function lastOfCard(groups: readonly RegExpMatchArray[], first: number): number | undefined {
  let digits = '';
  for (let last = first; last < groups.length; last++) {
    const before = groups[last - 1];
    const gap = last === first ? 1 : groups[last]!.index! - before!.index! - before![0].length;
    digits += groups[last]![0];
    if (gap !== 1 || digits.length > MOST_DIGITS) return undefined;
    if (digits.length >= FEWEST_DIGITS && SCHEMES.test(digits) && luhnSum(digits) % 10 === 0) return last;
  }
  return undefined;
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
