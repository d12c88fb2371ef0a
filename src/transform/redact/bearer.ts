import type { Found } from './secret.js';

/** RFC 6750, 2.1: the word, a blank (a plus in a URL), and a token that base64 may end; as a subprotocol of WebSocket, a comma. */
const BEARER = /(?<![A-Za-z0-9])bearer["']?(?:\s{1,4}|\+|\s{0,4}[:=,]\s{0,4})["']?([A-Za-z0-9._~+/-]{8,}=*)/gi;
/** Other schemes of credentials (RFC 9110, 11.6.2), which count only in a header. */
const CREDENTIALS =
  /authorization["'\s]{0,4}(?:=>|[:=>,])["'\s[(]{0,6}(?:basic|token|apikey|api-key|negotiate|ntlm)(?:\s{1,4}|\+)["']?([A-Za-z0-9._~+/-]{6,}=*)/gi;
const AUTHORIZATION = /authorization["'\s]{0,4}(?:=>|[:=>,])["'\s[(]{0,6}$/i;
const NAME_LENGTH = 24;

/** A token without a digit must have this length. Words of prose consist of letters and dashes. */
const SURE_LENGTH = 40;
const LEAST_LENGTH = 12;

/** Finds tokens after the word Bearer, and credentials of other schemes in the header `Authorization`. */
export function findBearers(text: string, found: Found): void {
  for (const { 0: match, 1: token, index } of text.matchAll(BEARER)) {
    const isHeader = AUTHORIZATION.test(text.slice(Math.max(0, index - NAME_LENGTH), index));
    if (!isHeader && !looksLikeToken(token!)) continue;
    const end = index + match.length;
    found(end - token!.length, end);
  }
  for (const { 0: match, 1: token, index } of text.matchAll(CREDENTIALS)) {
    const end = index + match.length;
    found(end - token!.length, end);
  }
}

function looksLikeToken(token: string): boolean {
  if (token.length >= SURE_LENGTH && !/[-.]/.test(token)) return true;
  return token.length >= LEAST_LENGTH && /\d/.test(token) && /[A-Za-z]/.test(token);
}
