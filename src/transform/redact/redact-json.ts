/** Strings and numbers of valid JSON, and what follows a string that is a name. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|-?\d[\d.eE+-]*/g;

/**
 * Redacts each string, name and number of JSON text by itself, so that it stays JSON: a number of which something is
 * replaced becomes a string. Names that would become the same are numbered.
 *
 * @param redact told the text, and the name of the member that has it
 */
export function redactJson(json: string, redact: (text: string, name: string) => string): string {
  let names = 0;
  let latest = '';
  return json.replace(TOKEN, (token, colon: string | undefined) => {
    if (!token.startsWith('"')) {
      const redacted = redact(token, latest);
      return redacted === token ? token : JSON.stringify(redacted);
    }
    const text = JSON.parse(colon === undefined ? token : token.slice(0, -colon.length)) as string;
    const redacted = redact(text, colon === undefined ? latest : '');
    if (colon !== undefined) latest = text;
    if (redacted === text) return token;
    if (colon === undefined) return JSON.stringify(redacted.toWellFormed());
    names++;
    return `${JSON.stringify(`${redacted} ${names}`.toWellFormed())}${colon}`;
  });
}
