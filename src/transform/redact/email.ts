import type { Found } from './secret.js';

/** What precedes the sign in the addresses that people use: RFC 5322's dot-atom, and RFC 6531's letters of all scripts. */
const LOCAL = /[\p{L}\p{N}\p{M}._%+'&-]/u;
/** A host name, of all scripts too, or an address in brackets. */
const DOMAIN =
  /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,62}\.){1,8}(?:xn--[a-z0-9-]{2,59}|[\p{L}\p{M}]{2,63})|\[(?:IPv6:)?[0-9A-Fa-f:.]{3,45}\])/iu;
/** RFC 5321, 4.5.3.1. */
const MOST_LOCAL = 64;
const MOST_DOMAIN = 255;

/** `lodash@4.17.21.tgz`, `toolchain@v0.0.1-go1.21.linux`: a version follows the sign. */
const VERSION = /^v?\d+\.\d+[.-]/i;
/** Endings of files and of systemd's units that are no top-level domains: `icon@2x.png`, `user@1000.service`. */
const FILE =
  /\.(?:png|jpe?g|gif|svg|webp|[cm]?jsx?|[cm]?tsx?|css|json|tgz|gz|xz|bz2|tar|jar|war|whl|gem|exe|dll|html?|txt|log|ya?ml|toml|xml|conf|service|socket|target|timer|mount|slice|scope|device|path|lock)$/i;

/** Who asks for a repository by SSH: `git@github.com:owner/name.git`. */
const REPOSITORY = /^(?:git|hg)$/;

/** Finds e-mail addresses: examines both sides of each `@`, at most as far as an address is long. */
export function findEmails(text: string, found: Found): void {
  let done = 0;
  for (let sign = text.indexOf('@'); sign >= 0; sign = text.indexOf('@', sign + 1)) {
    const start = startOfLocal(text, sign, Math.max(done, sign - MOST_LOCAL));
    if (start === sign) continue;
    const [domain] = DOMAIN.exec(text.slice(sign + 1, sign + 1 + MOST_DOMAIN)) ?? [];
    if (domain === undefined || VERSION.test(domain) || FILE.test(domain)) continue;
    const end = sign + 1 + domain.length;
    if (REPOSITORY.test(text.slice(start, sign)) && /[:/]/.test(text[end] ?? '')) continue;
    done = end;
    found(start, done);
  }
}

function startOfLocal(text: string, sign: number, earliest: number): number {
  if (text[sign - 1] === '"') {
    const quote = text.lastIndexOf('"', sign - 2);
    return quote >= earliest && quote < sign - 2 && !/[:,{}]/.test(text.slice(quote, sign)) ? quote : sign;
  }
  let start = sign;
  while (start > earliest && LOCAL.test(characterBefore(text, start))) start -= characterBefore(text, start).length;
  // A quote or a dot before an address is none of its characters, nor is what is encoded or another parameter before it,
  // nor the letter of a literal of Python.
  const local = text.slice(start, sign);
  const before = /^(?:.*(?:%[0-9A-Fa-f]{2}(?=[^%]*$)|&))?(?:[bur]')?['.%+-]*/u.exec(local)![0].length;
  return before < local.length ? start + before : sign;
}

/** The character that ends before an index, of one UTF-16 unit or two. */
function characterBefore(text: string, end: number): string {
  const unit = text.charCodeAt(end - 1);
  return unit >= 0xdc00 && unit < 0xe000 && end > 1 ? text.slice(end - 2, end) : text[end - 1]!;
}
