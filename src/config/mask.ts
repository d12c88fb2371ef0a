import { valueAt } from './layer.js';
import { type ConfigPath, isSamePath } from './problem.js';
import type { Reference } from './references.js';

const MASK = '***';

/** Paths of secrets in a configuration. `*` is any step. */
const SECRETS: readonly ConfigPath[] = [
  ['sinks', '*', 'headers', '*'],
  ['sinks', '*', 'auth', 'basic', 'password'],
  ['sinks', '*', 'auth', 'bearer', 'token'],
  ['sinks', '*', 'auth', 'apiKey', 'key'],
  ['statusAccess', 'token'],
];
/** Paths of URLs, which may have secret parts. */
const URLS: readonly ConfigPath[] = [
  ['sinks', '*', 'url'],
  ['sinks', '*', 'url', '*'],
  ['sinks', '*', 'proxy'],
];

/**
 * A configuration that may be shown: texts from the environment or from files appear as their placeholders, and secrets
 * are masked.
 */
export function maskSecrets(written: unknown, references: readonly Reference[]): unknown {
  const placeholders = referencesIn(written, references);

  function mask(value: unknown, path: ConfigPath): unknown {
    if (Array.isArray(value)) return value.map((item, index) => mask(item, [...path, index]));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mask(inner, [...path, key])]));
    }
    const placeholder = placeholders.find((reference) => isSamePath(reference.path, path));
    if (placeholder === undefined) return maskValue(value, path);
    return isUrl(path) ? maskUrl(placeholder.written) : placeholder.written;
  }

  return mask(written, []);
}

/** The references whose texts are in `values`. A later source may have replaced others. */
export function referencesIn(values: unknown, references: readonly Reference[] = []): readonly Reference[] {
  return references.filter(({ path, value }) => valueAt(values, path) === value);
}

/** The value at a path, with secrets masked. */
export function maskValue(value: unknown, path: ConfigPath): unknown {
  if (typeof value !== 'string') return value;
  if (SECRETS.some((pattern) => matches(path, pattern))) return MASK;
  return isUrl(path) ? maskUrl(value) : value;
}

function isUrl(path: ConfigPath): boolean {
  return URLS.some((pattern) => matches(path, pattern));
}

/** Masks what precedes the host, and the values of the query. */
function maskUrl(url: string): string {
  return url.replace(/\/\/[^/@]*@/, `//${MASK}@`).replaceAll(/([?&][^=&#]+=)[^&#]+/g, `$1${MASK}`);
}

function matches(path: ConfigPath, pattern: ConfigPath): boolean {
  return path.length === pattern.length && pattern.every((step, depth) => step === '*' || step === path[depth]);
}
