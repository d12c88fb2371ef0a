import type { Replacement } from './secret.js';

const BEGIN = '-----BEGIN ';
const END = '-----END ';
const KEY_LABEL = /^[A-Z0-9 ]{0,40}PRIVATE KEY-----/;

/** Replaces private keys (RFC 7468); one whose end is missing goes to the end of the text. */
export function replacePrivateKeys(text: string, by: Replacement): string {
  let result = '';
  let done = 0;
  for (let begin = text.indexOf(BEGIN); begin >= 0; begin = text.indexOf(BEGIN, Math.max(done, begin + 1))) {
    const label = text.slice(begin + BEGIN.length, begin + BEGIN.length + 60);
    if (!KEY_LABEL.test(label)) continue;
    const end = endOfKey(text, begin + BEGIN.length);
    result += text.slice(done, begin) + by(text.slice(begin, end));
    done = end;
  }
  return result + text.slice(done);
}

function endOfKey(text: string, from: number): number {
  const end = text.indexOf(END, from);
  if (end < 0) return text.length;
  const [label] = KEY_LABEL.exec(text.slice(end + END.length, end + END.length + 60)) ?? [''];
  return end + END.length + label.length;
}
