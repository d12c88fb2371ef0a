import { isIPv6 } from 'node:net';
import type { Needle } from '../prefilter.js';
import type { SecretName } from '../settings.js';
import { replaceCards } from './card.js';
import { replaceEmails } from './email.js';
import { replacePrivateKeys } from './private-key.js';
import type { Secret } from './secret.js';

/** The RFC 6750 header, however the word is written; tokens are long, words are not. */
const BEARER = /\b((?:[Bb]earer|BEARER) +)([A-Za-z0-9._~+/-]{16,}=*)/g;
/** Ids of access keys, lasting and temporary ones (docs.aws.amazon.com, "IAM identifiers"). */
const AWS_KEY_ID = /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g;
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
    needles: [{ text: 'bearer ', ignoreCase: true }],
    replace: (text, by) => text.replace(BEARER, (_, word: string, token: string) => `${word}${by(token)}`),
  },
  aws: {
    name: 'aws',
    needles: [...exactly('AKIA', 'ASIA'), { text: 'ecret', ignoreCase: true }],
    replace: (text, by) =>
      text.replace(AWS_KEY_ID, by).replace(AWS_SECRET_KEY, (_, name: string, key: string) => `${name}${by(key)}`),
  },
  email: { name: 'email', needles: exactly('@'), replace: replaceEmails },
  card: {
    name: 'card',
    sign: 'digits',
    replace: replaceCards,
  },
  jwt: { name: 'jwt', needles: exactly('eyJ'), replace: (text, by) => text.replace(JWT, by) },
  privateKey: {
    name: 'privateKey',
    needles: exactly('PRIVATE KEY-----'),
    replace: replacePrivateKeys,
  },
  ipv4: {
    name: 'ipv4',
    sign: 'dots',
    replace: (text, by) => text.replace(IPV4, by),
  },
  ipv6: {
    name: 'ipv6',
    sign: 'colons',
    replace: (text, by) =>
      text.replace(IPV6_LIKE, (address) => (isIPv6(address) && /[0-9A-Fa-f]/.test(address) ? by(address) : address)),
  },
};

function exactly(...texts: readonly string[]): Needle[] {
  return texts.map((text) => ({ text, ignoreCase: false }));
}
