import { createHider } from './hide-texts.js';

/** Shorter texts occur in many messages. */
const SHORTEST_SECRET = 4;

/** Hides secrets in a text, in every form in which a server may repeat them. */
export type SecretMask = (text: string) => string;

/** Texts that podtail sends and that may be secret. */
export interface SentSecrets {
  /** The value of the header `authorization`, if there is one. */
  readonly authorization: string | undefined;
  /** Headers of the configuration. */
  readonly headers: Readonly<Record<string, string>>;
  /** Paths with queries, and URLs with a user and a password. */
  readonly urls: readonly string[];
  /** Texts of the configuration that came from the environment or from files: secret, even if they look ordinary. */
  readonly texts: readonly string[];
}

/**
 * Creates a mask for the texts that podtail sends: credentials (also decoded), texts from the environment or from
 * files, and those values of headers and of the query of the URL in the configuration that look like secrets. A header
 * with the value `message` or `namespace,pod` is not a secret, and may appear in messages.
 */
export function createSecretMask({ authorization, headers, urls, texts }: SentSecrets): SecretMask {
  const secrets = [
    ...(authorization === undefined ? [] : credentialForms(authorization)),
    ...texts.flatMap(credentialForms),
    ...Object.entries(headers).flatMap(([name, value]) => (isSecretValue(name, value) ? credentialForms(value) : [])),
    ...urls.flatMap(secretsOfUrl),
  ];
  return createHider([...new Set(secrets)].filter(({ length }) => length >= SHORTEST_SECRET));
}

/** Values with such a name are secret, even if they look ordinary. */
const CREDENTIAL_NAME = /authorization|cookie|password|passwd|secret|api[-_]?key|access[-_]?key|(^|[-_])token$/i;
/** Values with such a name are secret, unless they are plain words. */
const SECRET_NAME = /auth|key|token|pass|credential|session|signature/i;
const PLAIN_NAME = /^(accept|content-type|content-encoding|user-agent|host|x-scope-orgid|x-forwarded-|vl-)/i;
const SEPARATORS = /[,;:/. _-]+/;
/** Words and short numbers: `message`, `namespace,pod`, `eu-west-1`, `2026.11.30`. */
const PLAIN_WORD = /^([a-z]*|\d{1,4})$/i;
/** A word of this length with letters and digits is not a name. */
const SHORTEST_RANDOM = 8;

/** Whether a value in the configuration looks like a secret, by the name of its header or query parameter. */
function isSecretValue(name: string, value: string): boolean {
  if (CREDENTIAL_NAME.test(name)) return true;
  if (PLAIN_NAME.test(name)) return false;
  const words = value.split(SEPARATORS);
  if (SECRET_NAME.test(name)) return !words.every((word) => PLAIN_WORD.test(word));
  return words.some((word) => word.length >= SHORTEST_RANDOM && !/^([a-z]+|\d+)$/i.test(word));
}

/** The value of a header, and the parts of an authorization. */
function credentialForms(value: string): string[] {
  const [, scheme, credentials] = /^([A-Za-z]+) +(\S.*)$/.exec(value) ?? [];
  if (credentials === undefined) return [value];
  if (scheme?.toLowerCase() !== 'basic' && scheme?.toLowerCase() !== 'apikey') return [value, credentials];
  const decoded = Buffer.from(credentials, 'base64').toString('utf8');
  const password = decoded.slice(decoded.indexOf(':') + 1);
  return [credentials, decoded, password];
}

function secretsOfUrl(text: string): string[] {
  const query = /\?([^#]*)/.exec(text)?.[1] ?? '';
  const values = query.split('&').flatMap((pair) => {
    const [name = '', ...rest] = pair.split('=');
    const value = decoded(rest.join('='));
    return rest.length > 0 && isSecretValue(decoded(name), value) ? [rest.join('='), value] : [];
  });
  const [, user] = /^[a-z+]+:\/\/([^/@]*)@/.exec(text) ?? [];
  if (user === undefined) return values;
  const password = user.slice(user.indexOf(':') + 1);
  return [...values, decoded(user), decoded(password), user, password];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
