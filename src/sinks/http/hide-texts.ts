const MASK = '***';
/** How many nested encodings are decoded. */
const DEPTH = 3;
/** Shorter texts are not searched across spaces and line ends, because they could be parts of ordinary words. */
const SHORTEST_SQUEEZED = 8;
/** Shortest text that is searched inside a longer text in base64, in bytes. */
const SHORTEST_INSIDE = 6;
/** Shortest base64 or hexadecimal text that is decoded, in bytes. */
const SHORTEST_FORM = 4;

/**
 * Creates a function that replaces the given texts in another text with `***`. It finds them unchanged, in other case,
 * percent-encoded, escaped as in JSON, HTML or a shell, in hexadecimal, and in base64, alone or inside a longer text,
 * with line ends between, or encoded twice.
 *
 * An expression for all these forms of a long text would be too large. So the text is decoded step by step, each step
 * is searched for plain texts, and the match is replaced at the place that it was decoded from.
 */
export function createHider(texts: readonly string[]): (text: string) => string {
  const needles = [...new Set(texts.flatMap(formsOf))];
  const squeezed = [...new Set(needles.map(squeeze))].filter(({ length }) => length >= SHORTEST_SQUEEZED);
  if (needles.length === 0) return (text) => text;

  function isIn(text: string): boolean {
    let bytes = bytesOf(text);
    for (let depth = 0; ; depth++) {
      const lower = bytes.toLowerCase();
      if (needles.some((needle) => lower.includes(needle))) return true;
      const dense = squeeze(lower);
      if (squeezed.some((needle) => dense.includes(needle))) return true;
      const decoded = depth < DEPTH ? bytes.replaceAll(ESCAPE, unescaped) : bytes;
      if (decoded === bytes) return false;
      bytes = decoded;
    }
  }

  return (text) => {
    if (!isIn(text)) return text;
    const isHidden = new Uint8Array(text.length);
    let view = viewOf(text);
    for (let depth = 0; ; depth++) {
      hide(view, needles, isHidden);
      hide(
        mapView(view, BLANK, () => ''),
        squeezed,
        isHidden,
      );
      const decoded = depth < DEPTH ? mapView(view, ESCAPE, unescaped) : view;
      if (decoded.bytes === view.bytes) return masked(text, isHidden);
      view = decoded;
    }
  };
}

/** The UTF-8 bytes of a text, each as a character. So texts that are encoded byte by byte can be compared. */
function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** Spaces, line ends and other control characters. */
const BLANK = /[\x00-\x20\x7f]+/g;

function squeeze(bytes: string): string {
  return bytes.replaceAll(BLANK, '');
}

/** The forms of a text in a decoded text, in lower case. */
function formsOf(text: string): string[] {
  const bytes = Buffer.from(text, 'utf8');
  const padded = bytes.toString('base64');
  const encoded = [bytes.toString('hex'), padded, padded.replace(/=+$/, ''), ...insideBase64(bytes)];
  const urlSafe = encoded.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'));
  const forms = [...encoded, ...urlSafe].filter(({ length }) => length >= SHORTEST_FORM);
  return [text, text.replaceAll(' ', '+'), ...forms].map((form) => bytesOf(form).toLowerCase());
}

/**
 * The base64 characters of a text inside a longer one that do not depend on its neighbours. The text may begin at the
 * first, second or third byte of a group.
 */
function insideBase64(bytes: Buffer): string[] {
  if (bytes.length < SHORTEST_INSIDE) return [];
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
}

/** Escapes of a byte or a character in URLs, JSON, JavaScript, HTML and shells. */
const ESCAPE =
  /%([0-9a-f]{2})|\\x([0-9a-f]{2})|\\([0-3][0-7]{2})|\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|\\u([0-9a-f]{4})|\\u\{([0-9a-f]{1,6})\}|&#x0*([0-9a-f]{1,6});?|&#0*([0-9]{1,7});?|&(amp|lt|gt|quot|apos);|\\([^xu])/gi;

const HTML_NAMES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(match: string, ...found: unknown[]): string {
  const [percent, hex, octal, high, low, unit, point, htmlHex, html, name, plain] = found as (string | undefined)[];
  const byte = percent ?? hex;
  if (byte !== undefined) return String.fromCharCode(Number.parseInt(byte, 16));
  if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
  if (high !== undefined && low !== undefined) {
    return bytesOf(String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16)));
  }
  if (name !== undefined) return HTML_NAMES[name.toLowerCase()] ?? match;
  if (plain !== undefined) return /[nrt]/.test(plain) ? ' ' : plain;
  const hexPoint = unit ?? point ?? htmlHex;
  const code = hexPoint === undefined ? Number(html) : Number.parseInt(hexPoint, 16);
  return code <= 0x10ffff ? bytesOf(String.fromCodePoint(code)) : match;
}

/** Decoded bytes, each with its place in the original text: the indexes of its first character, and past its last. */
interface View {
  readonly bytes: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

function viewOf(text: string): View {
  let bytes = '';
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const character of text) {
    const encoded = bytesOf(character);
    bytes += encoded;
    for (let byte = 0; byte < encoded.length; byte++) {
      starts.push(at);
      ends.push(at + character.length);
    }
    at += character.length;
  }
  return { bytes, starts, ends };
}

/** Replaces each match in a view. The replacement has the place of the whole match. */
function mapView(view: View, pattern: RegExp, replace: (match: string, ...found: unknown[]) => string): View {
  let bytes = '';
  const starts: number[] = [];
  const ends: number[] = [];
  let done = 0;
  const keepTo = (end: number): void => {
    bytes += view.bytes.slice(done, end);
    for (; done < end; done++) {
      starts.push(view.starts[done]!);
      ends.push(view.ends[done]!);
    }
  };
  for (const match of view.bytes.matchAll(pattern)) {
    keepTo(match.index);
    const [whole, ...found] = match;
    done += whole.length;
    const put = replace(whole, ...found);
    bytes += put;
    for (let byte = 0; byte < put.length; byte++) {
      starts.push(view.starts[match.index]!);
      ends.push(view.ends[done - 1]!);
    }
  }
  keepTo(view.bytes.length);
  return { bytes, starts, ends };
}

function hide({ bytes, starts, ends }: View, needles: readonly string[], isHidden: Uint8Array): void {
  const lower = bytes.toLowerCase();
  for (const needle of needles) {
    for (let at = lower.indexOf(needle); at >= 0; at = lower.indexOf(needle, at + 1)) {
      isHidden.fill(1, starts[at]!, ends[at + needle.length - 1]!);
    }
  }
}

function masked(text: string, isHidden: Uint8Array): string {
  let shown = '';
  for (let at = 0; at < text.length; at++) {
    if (isHidden[at] === 0) shown += text[at];
    else if (at === 0 || isHidden[at - 1] === 0) shown += MASK;
  }
  return shown;
}
