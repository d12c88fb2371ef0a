import type { Secret } from './secret.js';

/** Tells which of several kinds of secrets a text may hold, by one look at each of its bytes. */
export interface SecretScan {
  /** One bit a kind, the first one lowest. Never 0 for a kind that the text holds, unless characters are escaped oddly. */
  kindsIn(bytes: Uint8Array, start: number, end: number): number;
}

const DOT = 0x2e;
const COLON = 0x3a;
/** Characters that are frequent in logs, most frequent first: others are better to look for. */
const FREQUENT = ' etaoinsr-hld/cumf:.=gpw0123456,yb"kv789x[]()_TAEISONRLCDMPUF@';
/** What a byte may be the sign of, beside needles. */
const PLACE_OF_DOT = 1;
const PLACE_OF_COLON = 2;

/** A needle, the place in it of the byte by which it is found, and the kinds that it is a sign of. */
interface Needle {
  readonly text: Uint8Array;
  readonly anchor: number;
  readonly kinds: number;
}

/** @param secrets at most 31, as each has a bit */
export function createSecretScan(secrets: readonly Secret[]): SecretScan {
  const kindsWith = (has: (secret: Secret) => boolean): number =>
    secrets.reduce((kinds, secret, index) => (has(secret) ? kinds | (1 << index) : kinds), 0);
  const always = kindsWith(({ needles, sign }) => needles === undefined && sign === undefined);
  const dotted = kindsWith(({ sign }) => sign === 'dots');
  const coloned = kindsWith(({ sign }) => sign === 'colons');
  const digits = kindsWith(({ sign }) => sign === 'digits');
  const needles = secrets.flatMap((secret, index) => (secret.needles ?? []).map((text) => needleOf(text, 1 << index)));

  /** By byte, the place in `lists` of the needles that are found by it; 0 for a byte that is no sign of anything. */
  const places = new Uint8Array(256);
  const lists: Needle[][] = [[], [], []];
  if (dotted !== 0) places[DOT] = PLACE_OF_DOT;
  if (coloned !== 0) places[COLON] = PLACE_OF_COLON;
  for (const needle of needles) {
    const byte = needle.text[needle.anchor]!;
    if (places[byte] === 0) places[byte] = lists.push([]) - 1;
    lists[places[byte]!]!.push(needle);
  }

  return {
    kindsIn(bytes, start, end) {
      let kinds = always;
      let dots = 0;
      let colons = 0;
      for (let at = start; at < end; at++) {
        const place = places[bytes[at]!]!;
        if (place === 0) continue;
        if (place === PLACE_OF_DOT) dots += isDigit(bytes[at - 1]!) ? 1 : 0;
        else if (place === PLACE_OF_COLON) colons++;
        const list = lists[place]!;
        for (let index = 0; index < list.length; index++) {
          const needle = list[index]!;
          if (standsAt(bytes, at - needle.anchor, needle.text)) kinds |= needle.kinds;
        }
      }
      if (dots >= 3) kinds |= dotted;
      if (colons >= 2) kinds |= coloned;
      return digits !== 0 && holdsDigits(bytes, start, end) ? kinds | digits : kinds;
    },
  };
}

function needleOf(text: string, kinds: number): Needle {
  const rarity = [...text].map((character) => (FREQUENT.indexOf(character) + FREQUENT.length) % (FREQUENT.length + 1));
  const rarest = Math.max(...rarity);
  return { text: Buffer.from(text, 'latin1'), anchor: rarity.indexOf(rarest), kinds };
}

function standsAt(bytes: Uint8Array, start: number, text: Uint8Array): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[start + index] !== text[index]) return false;
  return true;
}

/** Whether 13 bytes in a row are digits, blanks and dashes. Looks at every twelfth byte, and around those that are. */
function holdsDigits(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start + 11; at < end; at += 12) {
    if (!isDigitOrGap(bytes[at]!)) continue;
    let from = at;
    let to = at;
    while (from > start && isDigitOrGap(bytes[from - 1]!)) from--;
    while (to + 1 < end && isDigitOrGap(bytes[to + 1]!)) to++;
    if (to - from >= 12) return true;
  }
  return false;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isDigitOrGap(byte: number): boolean {
  return isDigit(byte) || byte === 0x20 || byte === 0x2d;
}
