/** A decoded text, with the position of each of its characters in the original. */
export interface DecodedView {
  readonly text: string;
  /** By index in `text`: the start of the character in the original. */
  readonly starts: Int32Array;
  /** By index in `text`: its end in the original. */
  readonly ends: Int32Array;
}

/**
 * Encoded characters: URL encoding (RFC 3986, whole characters of UTF-8), the escapes of JSON, JavaScript and Python,
 * and the references of XML and HTML.
 */
const ENCODED =
  /(?:%[0-9A-Fa-f]{2})+|\\(?:u\{?[0-9A-Fa-f]{4}\}?|x[0-9A-Fa-f]{2}|[^ux])|&(?:#\d{1,6}|#[xX][0-9A-Fa-f]{1,5}|quot|apos|amp|lt|gt|nbsp|commat|colon);/g;
const MAY_BE_ENCODED = /%[0-9A-Fa-f]{2}|\\|&[#a-z]/;

/** Maximum nested encodings that are decoded. */
const MOST_LAYERS = 3;

const LETTERS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', 0: '\0' };
const NAMES: Readonly<Record<string, string>> = {
  ...{ quot: '"', apos: "'", amp: '&', lt: '<', gt: '>', nbsp: ' ', commat: '@', colon: ':' },
};

/** The views of a text with one decoded layer, two decoded layers, and so on. Empty if nothing is encoded. */
export function decodedViews(text: string): DecodedView[] {
  const views: DecodedView[] = [];
  let before: DecodedView | undefined;
  let latest = text;
  while (views.length < MOST_LAYERS && MAY_BE_ENCODED.test(latest)) {
    const view = decode(latest, before);
    if (view.text === latest) break;
    views.push(view);
    before = view;
    latest = view.text;
  }
  return views;
}

/** @param before the view that `text` is, so that indexes are those of the original */
function decode(text: string, before: DecodedView | undefined): DecodedView {
  const starts = new Int32Array(text.length);
  const ends = new Int32Array(text.length);
  let decoded = '';
  let at = 0;

  function put(characters: string, from: number, to: number): void {
    for (let index = 0; index < characters.length; index++) {
      starts[decoded.length + index] = before?.starts[from] ?? from;
      ends[decoded.length + index] = before?.ends[to - 1] ?? to;
    }
    decoded += characters;
  }

  function copyUpTo(end: number): void {
    for (let index = at; index < end; index++) {
      starts[decoded.length + index - at] = before?.starts[index] ?? index;
      ends[decoded.length + index - at] = before?.ends[index] ?? index + 1;
    }
    decoded += text.slice(at, end);
  }

  for (const { 0: found, index } of text.matchAll(ENCODED)) {
    copyUpTo(index);
    at = index + found.length;
    if (found.startsWith('%')) putUrlEncoded(found, index, put);
    else put(found.startsWith('\\') ? escaped(found) : reference(found), index, at);
  }
  copyUpTo(text.length);
  return { text: decoded, starts, ends };
}

/** Decodes URL encoding: ASCII characters one by one, and others together. Invalid UTF-8 stays unchanged. */
function putUrlEncoded(
  found: string,
  start: number,
  put: (characters: string, from: number, to: number) => void,
): void {
  for (let at = 0; at < found.length; ) {
    let end = at + 3;
    const isAscii = found[at + 1]! < '8';
    while (!isAscii && end < found.length && found[end + 1]! >= '8') end += 3;
    put(urlDecoded(found.slice(at, end)), start + at, start + end);
    at = end;
  }
}

function urlDecoded(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

function escaped(found: string): string {
  const letter = found[1]!;
  if (letter !== 'u' && letter !== 'x') return LETTERS[letter] ?? letter;
  return String.fromCharCode(Number.parseInt(found.slice(2).replace(/[{}]/g, ''), 16));
}

function reference(found: string): string {
  const name = found.slice(1, -1);
  if (!name.startsWith('#')) return NAMES[name]!;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0x10ffff ? found : String.fromCodePoint(code);
}
