/** Tokens of JSON: a string, a number or a word, a bracket, a comma or a colon. Blanks are between them. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[^\s"[\]{},:]+|[[\]{},:]/g;

/**
 * The same JSON object with each name once in its object, and plainly written. Of members with the same name the last
 * one counts; none is called `__proto__`. Values are texts all along, so that numbers keep their digits.
 *
 * @param text JSON that `scanObject` found to be valid, and so not too deep
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
      // Over the name and its colon.
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
