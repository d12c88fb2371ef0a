import type { Needle } from '../prefilter.js';
import type { SecretName } from '../settings.js';
import { findIpv4, findIpv6 } from './address.js';
import { findBearers } from './bearer.js';
import { findCards } from './card.js';
import { findEmails } from './email.js';
import { findPrivateKeys } from './private-key.js';
import type { Found, SecretKind } from './secret.js';

/** Ids of access keys, lasting and temporary ones (docs.aws.amazon.com, "IAM identifiers"). */
const AWS_KEY_ID = /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/g;
/** After its name: a variable, a JSON member, an XML element, or a key of Python or Ruby. */
const AWS_SECRET_KEY =
  /(?:secret[\s_-]?(?:access[\s_-]?)?key|aws[\s_.-]?secret)["']{0,2}\s{0,8}(?:=>|:=|[:=>,]|is\b)\s{0,8}["']{0,2}([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi;
/** RFC 7519: parts in base64url, of which the first two begin as `{"` does; or RFC 7516: five, of which the first one does. */
const JWT =
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}(?:\.eyJ[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)?|(?:\.[A-Za-z0-9_-]*){4})/g;

/** The kinds that are built in. */
export const SECRETS: Readonly<Record<SecretName, SecretKind>> = {
  bearer: {
    name: 'bearer',
    needles: ['bearer', 'authorization'].map((text) => ({ text, ignoreCase: true })),
    find: findBearers,
  },
  aws: {
    name: 'aws',
    needles: [...exactly('AKIA', 'ASIA'), { text: 'ecret', ignoreCase: true }],
    find(text, found) {
      findAll(AWS_KEY_ID, text, found);
      findAll(AWS_SECRET_KEY, text, found);
    },
  },
  email: { name: 'email', needles: exactly('@', '%40', '%2540', 'u0040', 'x40', '#64;', '&commat'), find: findEmails },
  card: { name: 'card', sign: 'digits', needles: exactly('%2D', '%2d', '#32;', 'u0020', 'u002d'), find: findCards },
  jwt: { name: 'jwt', needles: exactly('eyJ'), find: (text, found) => findAll(JWT, text, found) },
  privateKey: { name: 'privateKey', needles: exactly('PRIVATE'), find: findPrivateKeys },
  ipv4: { name: 'ipv4', sign: 'dots', needles: exactly('%2E', '%2e', 'u002e'), find: findIpv4 },
  ipv6: {
    name: 'ipv6',
    sign: 'colons',
    needles: [{ text: '%3a', ignoreCase: true }, ...exactly('u003a', '#58;', '&colon')],
    find: findIpv6,
  },
};

/** Finds the matches of an expression, or their group, which is at the end of the match. */
function findAll(expression: RegExp, text: string, found: Found): void {
  for (const { 0: match, 1: secret = match, index } of text.matchAll(expression)) {
    const end = index + match.length;
    found(end - secret.length, end);
  }
}

function exactly(...texts: readonly string[]): Needle[] {
  return texts.map((text) => ({ text, ignoreCase: false }));
}
