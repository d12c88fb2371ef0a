/** The labels of a stream, by name. */
export type LokiLabels = ReadonlyMap<string, string>;

/**
 * Characters that Go's strconv.IsPrint rejects: all except letters, marks, numbers, punctuation, symbols and the ASCII
 * space.
 */
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
 * The labels in the form that Loki uses in its answers: `{a="b", c="d"}`, sorted by name, with values quoted as by Go's
 * strconv.Quote.
 */
export function formatLokiLabels(labels: LokiLabels): string {
  const sorted = [...labels].sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, value]) => `${name}=${quote(value)}`).join(', ')}}`;
}

/**
 * Replaces each character that Loki does not allow in a name with `_`: a name matches `[a-zA-Z_:][a-zA-Z0-9_:]*`. Loki
 * answers 500 to a name without a letter or digit, so such a name gets a letter before it.
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
