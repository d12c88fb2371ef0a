/** SGR, which sets colours and weight: ECMA-48, 8.3.117. No other sequence is harmless to a terminal. */
const SGR = /\u001b\[[\d;:]*m/;
/**
 * Characters that a terminal obeys instead of printing them: the C0 and C1 controls except the tab, and those that
 * change the order of displayed text: https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
 */
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const ANY = new RegExp(`(${SGR.source})|${CONTROL.source}`, 'gu');
const RESET = '\u001b[0m';

/**
 * A message that is safe for a terminal. Controls are shown as text, such as `\x1b`. With `color`, colours stay and end
 * with the message. Without it they are removed. A newline is followed by `indent`.
 */
export function terminalText(message: string, color: boolean, indent: string): string {
  if (!ANY.test(message)) return message;
  ANY.lastIndex = 0;
  let colored = false;
  const text = message.replace(ANY, (control: string, sgr: string | undefined) => {
    if (sgr !== undefined) {
      colored = true;
      return color ? sgr : '';
    }
    return control === '\n' ? `${colored && color ? RESET : ''}\n${indent}` : shown(control);
  });
  return colored && color ? `${text}${RESET}` : text;
}

function shown(control: string): string {
  const code = control.codePointAt(0)!;
  if (control === '\r') return '\\r';
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
