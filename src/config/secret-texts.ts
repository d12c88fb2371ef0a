import { referencesIn } from './mask.js';
import type { Reference } from './references.js';

/** Keys of a sink under which a text of the environment, or of a file, is a secret. A user, a label or a path is none. */
const SECRET_KEYS: readonly (readonly string[])[] = [
  ['headers'],
  ['auth', 'basic', 'password'],
  ['auth', 'bearer', 'token'],
  ['auth', 'apiKey', 'key'],
];
const URL_KEYS: readonly unknown[] = ['url', 'proxy'];

/**
 * The secrets of each sink, by its index: texts of headers and credentials that came from the environment or from files,
 * and those that are in the path or the query of a URL, or before its host.
 */
export function secretTextsOf(
  values: unknown,
  references: readonly Reference[],
): ReadonlyMap<number, readonly string[]> {
  const secrets = new Map<number, string[]>();
  for (const { path, texts, value } of referencesIn(values, references)) {
    const [list, index, ...keys] = path;
    if (list !== 'sinks' || typeof index !== 'number') continue;
    const isSecret = SECRET_KEYS.some((secret) => secret.every((key, depth) => keys[depth] === key));
    const isUrl = URL_KEYS.includes(keys[0]);
    const found = texts.filter((text) => isSecret || (isUrl && isHidden(text, value)));
    if (found.length > 0) secrets.set(index, [...(secrets.get(index) ?? []), ...found]);
  }
  return secrets;
}

/** Whether a text is in a part of the URL that messages need not name. They have to name the server. */
function isHidden(text: string, url: string): boolean {
  const [, credentials = '', rest = ''] = /^[a-z+]+:\/\/([^/?#]*@)?[^/?#]*(.*)$/is.exec(url) ?? [];
  return credentials.includes(text) || rest.includes(text);
}
