import type { Replacement } from './secret.js';

/** What stands on both sides of the sign in the addresses that people use (RFC 5322's dot-atom, and a host name). */
const LOCAL = /[A-Za-z0-9._%+'-]/;
const DOMAIN = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.){1,8}[A-Za-z]{2,63}/;
/** RFC 5321, 4.5.3.1. */
const MOST_LOCAL = 64;
const MOST_DOMAIN = 255;

/** Replaces e-mail addresses: looks to both sides of each `@`, no farther than an address is long. */
export function replaceEmails(text: string, by: Replacement): string {
  let result = '';
  let done = 0;
  for (let sign = text.indexOf('@'); sign >= 0; sign = text.indexOf('@', sign + 1)) {
    let start = sign;
    const earliest = Math.max(done, sign - MOST_LOCAL);
    while (start > earliest && LOCAL.test(text[start - 1]!)) start--;
    const [domain] = DOMAIN.exec(text.slice(sign + 1, sign + 1 + MOST_DOMAIN)) ?? [];
    if (start === sign || domain === undefined) continue;
    const end = sign + 1 + domain.length;
    result += text.slice(done, start) + by(text.slice(start, end));
    done = end;
  }
  return result + text.slice(done);
}
