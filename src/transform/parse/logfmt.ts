/** A pair of logfmt with the blanks after it: a name, and a value with or without quotes. Takes linear time. */
const PAIR = /([A-Za-z_@][\w.@/-]*)=(?:"((?:[^"\\]|\\.)*)"|([^\s"=]\S*|))(?:\s+|$)/y;

/** The pairs of a line that consists of pairs only. Undefined for any other line. */
export function parseLogfmt(text: string): [name: string, value: string][] | undefined {
  const pairs: [string, string][] = [];
  PAIR.lastIndex = text.length - text.trimStart().length;
  while (PAIR.lastIndex < text.length) {
    const found = PAIR.exec(text);
    if (found === null) return undefined;
    const [, name, quoted, plain = ''] = found;
    pairs.push([name!, quoted === undefined ? plain : unquoted(quoted)]);
  }
  return pairs.length === 0 ? undefined : pairs;
}

/** An escape as Go's `%q` and JSON write it. */
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(.))/gs;
const MEANINGS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function unquoted(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(ESCAPE, (_, unit: string | undefined, letter: string) =>
    unit === undefined ? (MEANINGS[letter] ?? letter) : String.fromCharCode(Number.parseInt(unit, 16)),
  );
}
