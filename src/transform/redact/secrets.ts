import { isIPv6 } from 'node:net';
import type { SecretName } from '../settings.js';
import { replaceCards } from './card.js';
import { replaceEmails } from './email.js';
import { replacePrivateKeys } from './private-key.js';

/** Puts something else in the place of a secret. */
export type Replacement = (secret: string) => string;

/** A kind of secret: how it is found in a text, and how a text that cannot hold one is told from others. */
export interface Secret {
  readonly name: string;
  /** Texts of which at least one stands in a text that holds such a secret… */
  readonly needles?: readonly string[];
  /** …or a look at its bytes, which may be those of an escaped text, but for escapes of plain characters. */
  readonly mayHold?: (bytes: Uint8Array, start: number, end: number) => boolean;
  /** Takes time in proportion to the text. */
  replace(text: string, by: Replacement): string;
}

const DOT = 0x2e;
const COLON = 0x3a;

/** The RFC 6750 header, however the word is written; tokens are long, words are not. */
const BEARER = /\b([Bb]earer +)([A-Za-z0-9._~+/-]{16,}=*)/g;
/** IAM's unique ids (docs.aws.amazon.com, "IAM identifiers"), which go with 16 characters more. */
const AWS_KEY_ID = /\b(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{16}\b/g;
const AWS_SECRET_KEY =
  /(secret[_-]?(?:access[_-]?)?key["']{0,2}\s{0,8}[:=]\s{0,8}["']?)([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])/gi;
/** RFC 7519: three parts in base64url, of which the first two begin as `{"` does. */
const JWT = /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}\.eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*/g;
const IPV4 = /(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?!\.?\d)/g;
const IPV6_LIKE = /(?<![\w:.])[0-9A-Fa-f:]{2,39}(?:\.\d{1,3}){0,3}(?![\w:])/g;

/** The kinds that are built in. */
export const SECRETS: Readonly<Record<SecretName, Secret>> = {
  bearer: {
    name: 'bearer',
    needles: ['earer '],
    replace: (text, by) => text.replace(BEARER, (_, word: string, token: string) => `${word}${by(token)}`),
  },
  aws: {
    name: 'aws',
    needles: ['AKIA', 'ASIA', 'AROA', 'AIDA', 'ABIA', 'ACCA', 'ecret', 'ECRET'],
    replace: (text, by) =>
      text.replace(AWS_KEY_ID, by).replace(AWS_SECRET_KEY, (_, name: string, key: string) => `${name}${by(key)}`),
  },
  email: { name: 'email', needles: ['@'], replace: replaceEmails },
  card: {
    name: 'card',
    mayHold: mayHoldDigits,
    replace: replaceCards,
  },
  jwt: { name: 'jwt', needles: ['eyJ'], replace: (text, by) => text.replace(JWT, by) },
  privateKey: {
    name: 'privateKey',
    needles: ['PRIVATE KEY-----'],
    replace: replacePrivateKeys,
  },
  ipv4: {
    name: 'ipv4',
    mayHold: (bytes, start, end) => countBehindDigits(bytes, start, end, DOT) >= 3,
    replace: (text, by) => text.replace(IPV4, by),
  },
  ipv6: {
    name: 'ipv6',
    mayHold: (bytes, start, end) => countOf(bytes, start, end, COLON) >= 2,
    replace: (text, by) =>
      text.replace(IPV6_LIKE, (address) => (isIPv6(address) && /[0-9A-Fa-f]/.test(address) ? by(address) : address)),
  },
};

/** Whether 13 bytes in a row are digits, blanks and dashes. Looks at every twelfth byte, and around those that are. */
function mayHoldDigits(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start + 11; at < end; at += 12) {
    if (!isDigitOrGap(bytes[at]!)) continue;
    let from = at;
    let to = at;
    while (from > start && isDigitOrGap(bytes[from - 1]!)) from--;
    while (to + 1 < end && isDigitOrGap(bytes[to + 1]!)) to++;
    if (to - from >= 12) return true;
  }
  return false;
}

function isDigitOrGap(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x20 || byte === 0x2d;
}

function countBehindDigits(bytes: Uint8Array, start: number, end: number, wanted: number): number {
  let count = 0;
  for (let at = start + 1; at < end; at++) {
    if (bytes[at] === wanted && bytes[at - 1]! >= 0x30 && bytes[at - 1]! <= 0x39) count++;
  }
  return count;
}

function countOf(bytes: Uint8Array, start: number, end: number, wanted: number): number {
  let count = 0;
  for (let at = start; at < end; at++) if (bytes[at] === wanted) count++;
  return count;
}
