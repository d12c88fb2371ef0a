/** A head that undici's parser takes as it is, as far as its lines are concerned. */
const PLAIN =
  /^HTTP\/1\.[01] [1-9]\d\d[\t\x20-\x7e\x80-\xff]*\r\n(?:[!#$%&'*+.^_`|~\w-]+:[\t\x20-\x7e\x80-\xff]*\r\n)*\r\n$/;
const BLANK_LINE = /\r?\n\r?\n/;
const FIELD = /^([!#$%&'*+.^_`|~\w-]+)[ \t]*:[ \t]*(.*?)[ \t]*$/;

/** Maximum bytes of a head that is examined, also of an interim answer's. */
export const MOST_HEAD = 64 * 1024;

/** How many bytes an answer's head has, with the empty line behind it; undefined if that is not known yet. */
export function headLength(bytes: Buffer): number | undefined {
  return headEnd(bytes.toString('latin1', 0, MOST_HEAD));
}

function headEnd(text: string): number | undefined {
  const blank = BLANK_LINE.exec(text);
  return blank === null ? undefined : blank.index + blank[0].length;
}

/**
 * Corrects the head of an answer where a recipient may do so (RFC 9112, 2.2, 5.2, 6.1 and 6.3), and other clients do:
 *
 * - lines that end with LF alone, and lines that are continued;
 * - blanks before a colon, lines that are no field, and control characters in a value;
 * - the same Content-Length twice, or beside a Transfer-Encoding, which counts then;
 * - `Transfer-Encoding: identity`, which means none.
 *
 * undici refuses all of these. Then podtail would send again what the server has taken.
 *
 * @param bytes from the beginning of an answer on
 * @returns the bytes with a corrected head; undefined if more bytes are needed
 */
export function correctHead(bytes: Buffer): Buffer | undefined {
  const text = bytes.toString('latin1', 0, MOST_HEAD);
  if (!text.startsWith('HTTP/1.'.slice(0, text.length))) return bytes;
  const end = headEnd(text);
  if (end === undefined) return bytes.length < MOST_HEAD ? undefined : bytes;
  const head = text.slice(0, end);
  if (PLAIN.test(head) && !saysLengthTwice(head)) return bytes;
  const [status, ...lines] = head
    .trimEnd()
    .replaceAll(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/);
  const fields = withOneLength(lines.flatMap(parseField));
  const corrected = [withoutControls(status!), ...fields.map(([name, value]) => `${name}: ${value}`), '', ''].join(
    '\r\n',
  );
  return Buffer.concat([Buffer.from(corrected, 'latin1'), bytes.subarray(end)]);
}

function saysLengthTwice(head: string): boolean {
  const said = head.match(/\n(?:content-length:|transfer-encoding:)[^\r\n]*/gi) ?? [];
  return said.length > 1 || said.some((line) => line.includes(',') || /identity/i.test(line));
}

type Field = readonly [name: string, value: string];

function parseField(line: string): Field[] {
  const [, name, value] = FIELD.exec(line) ?? [];
  if (name === undefined || value === undefined) return [];
  return [[name, withoutControls(value)]];
}

function withoutControls(text: string): string {
  return text.replaceAll(/[\x00-\x08\x0a-\x1f\x7f]/g, ' ');
}

/** How long the body is, said once. Lengths that differ stay as they are: nobody can know which of them counts. */
function withOneLength(fields: readonly Field[]): Field[] {
  const isLength = ([name]: Field): boolean => name.toLowerCase() === 'content-length';
  const isCoding = ([name]: Field): boolean => name.toLowerCase() === 'transfer-encoding';
  const codings = fields.filter((field) => isCoding(field) && field[1].toLowerCase() !== 'identity');
  const lengths = new Set(fields.filter(isLength).flatMap(([, value]) => value.split(/[ \t]*,[ \t]*/)));
  const others = fields.filter((field) => !isLength(field) && !isCoding(field));
  if (codings.length > 0) return [...others, ...codings];
  return [...others, ...[...lengths].map((value): Field => ['Content-Length', value])];
}
