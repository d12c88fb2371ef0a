/** Tokens of JSON: a string, a number or a word, a bracket, a comma or a colon. Blanks are between them. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[^\s"[\]{},:]+|[[\]{},:]/g;

/**
 * The same JSON object with unique, unescaped names. The last of several members with the same name counts. No member
 * is named `__proto__`. Values stay texts, so numbers keep their digits.
 *
 * @param text JSON that `scanObject` found to be valid and not too deep
 */
export function withPlainNames(text: string): string {
  const tokens = text.match(TOKEN) ?? [];
  let at = 0;

  function value(): string {
    const token = tokens[at++]!;
    if (token === '{') return object();
    return token === '[' ? array() : token;
  }

  function object(): string {
    const members = new Map<string, string>();
    while (tokens[at] !== '}') {
      if (tokens[at] === ',') at++;
      const name = JSON.parse(tokens[at]!) as string;
      // Skips the name and its colon.
      at += 2;
      members.set(name, value());
    }
    at++;
    members.delete('__proto__');
    return `{${Array.from(members, ([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
  }

  function array(): string {
    const items: string[] = [];
    while (tokens[at] !== ']') {
      if (tokens[at] === ',') at++;
      items.push(value());
    }
    at++;
    return `[${items.join(',')}]`;
  }

  return value();
}
