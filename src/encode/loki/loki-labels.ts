/** A stream's labels, by name. */
export type LokiLabels = ReadonlyMap<string, string>;

/** What Go's strconv.IsPrint says is not: all but letters, marks, numbers, punctuation, symbols and the ASCII space. */
const NOT_PRINTABLE = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]|["\\]/gu;
const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/**
 * The labels as Loki writes them itself, and names the stream in its answers: `{a="b", c="d"}`, sorted by name, values
 * quoted as Go's strconv.Quote does.
 */
export function formatLokiLabels(labels: LokiLabels): string {
  const sorted = [...labels].sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, value]) => `${name}=${quote(value)}`).join(', ')}}`;
}

/**
 * The name with `_` for each character that Loki takes in none: a name matches `[a-zA-Z_:][a-zA-Z0-9_:]*`. One without a
 * letter or a digit, which Loki answers with a 500, gets a letter before it.
 */
export function lokiName(name: string): string {
  const legal = name.replace(/[^a-zA-Z0-9_:]/g, '_');
  if (!/[a-zA-Z0-9]/.test(legal)) return `x${legal}`;
  return /^[0-9]/.test(legal) ? `_${legal}` : legal;
}

function quote(value: string): string {
  return `"${value.replace(NOT_PRINTABLE, (character) => SHORT_ESCAPES[character] ?? goEscape(character))}"`;
}

function goEscape(character: string): string {
  const code = character.codePointAt(0)!;
  const hex = code.toString(16);
  if (code < 0x80) return `\\x${hex.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
