/** Strings and numbers of valid JSON, and the colon after a name. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|-?\d[\d.eE+-]*/g;

/**
 * Redacts each string, name and number of JSON text separately, so that it stays JSON. A number with a replaced part
 * becomes a string. Names that would become equal are numbered.
 *
 * @param redact gets the text, and the name of its member
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
