/**
 * Sets of characters, as far as an analysis of expressions needs them: one place for each ASCII character, and one for
 * all others together.
 */
export type CharSet = Uint8Array;

const OTHERS = 128;

/** A set of the code points for which the test holds; `others` says whether it has any character beyond ASCII. */
export function charSet(has: (code: number) => boolean, others: boolean): CharSet {
  const set = new Uint8Array(OTHERS + 1);
  for (let code = 0; code < OTHERS; code++) set[code] = has(code) ? 1 : 0;
  set[OTHERS] = others ? 1 : 0;
  return set;
}

/** The set of one code point, of both its cases where these do not matter. */
export function oneChar(code: number, ignoreCase: boolean): CharSet {
  if (!ignoreCase || code >= OTHERS) return charSet((other) => other === code, code >= OTHERS);
  const lower = String.fromCharCode(code).toLowerCase();
  // U+017F and U+212A are cases of s and k.
  return charSet((other) => String.fromCharCode(other).toLowerCase() === lower, lower === 's' || lower === 'k');
}

/** All that is in one of the sets. */
export function union(...sets: readonly CharSet[]): CharSet {
  const result = new Uint8Array(OTHERS + 1);
  for (const set of sets) for (let place = 0; place <= OTHERS; place++) result[place]! |= set[place]!;
  return result;
}

/** All that is not in the set; what is beyond ASCII may be in both. */
export function complement(set: CharSet): CharSet {
  return charSet((code) => set[code] === 0, true);
}

/** Whether a character may be in both. */
export function overlap(one: CharSet, other: CharSet): boolean {
  return one.some((has, place) => has === 1 && other[place] === 1);
}
