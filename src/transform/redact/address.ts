import { isIPv6 } from 'node:net';
import type { Found } from './secret.js';

const OCTET = '(?:25[0-5]|2[0-4]\\d|[01]?\\d?\\d)';
const IPV4 = new RegExp(`(?<![\\d.])(?:${OCTET}\\.){3}${OCTET}(?!\\.?\\d)`, 'g');

/** Text directly before a number with three dots that shows a version: `v1.2.3.4`, `version=`, pip's `==`. */
const BEFORE_VERSION =
  /(?:(?:^|[^a-z])(?:v|ver|version|release|rev|revision|build|section|chapter|clause|appendix)["']?\s{0,2}(?:=>|[:=]|\s)?\s{0,2}["']?v?|[=~<>!]=\s?|[a-z]-|[a-z]_)$/i;
/**
 * Text directly after the number that shows a version: a pre-release, the build of a distribution, the name of a file.
 */
const BEHIND_VERSION =
  /^(?:\+\d|[-+~](?:rc|alpha|beta|snapshot|release|final|dev|pre|build|ga|sp|el|deb|ubuntu|fc|bpo|dfsg|git|g[0-9a-f]{6}|r\d|p\d|\d+(?:ubuntu|\.el|\.fc|build))|\.(?:jar|war|tgz|tar|zip|rpm|deb|whl|gem|so|dll|exe|apk|nupkg|msi|pkg)(?![a-z]))/i;
/** Names in a User-Agent, whose versions look like addresses. Versions of other products often end with three zeros. */
const PRODUCT =
  /(?:chrome|chromium|edg[ea]?|edgios|opr|safari|version|crios|fxios|samsungbrowser|yabrowser|headlesschrome)\/$/i;
/** Names before an address. No version follows them. */
const BEFORE_ADDRESS = /(?:^|[^a-z])(?:ip|host|addr|address|node|server|peer|client|src|dst)[-_]$/i;
const NAME_LENGTH = 24;

/** Finds IPv4 addresses, except recognisable versions. */
export function findIpv4(text: string, found: Found): void {
  for (const { 0: address, index } of text.matchAll(IPV4)) {
    const end = index + address.length;
    const before = text.slice(Math.max(0, index - NAME_LENGTH), index);
    const isVersion = BEFORE_VERSION.test(before) && !BEFORE_ADDRESS.test(before);
    if (isVersion || PRODUCT.test(before) || BEHIND_VERSION.test(text.slice(end, end + 12))) continue;
    if (/[a-z]\/$/i.test(before) && address.endsWith('.0.0.0')) continue;
    found(index, end);
  }
}

/** The characters of IPv6 addresses. The end may be an IPv4 address. */
const IPV6_RUN = /[0-9A-Fa-f:][0-9A-Fa-f:.]+/g;
/** Most groups of an address with a port and neighbours that are joined with colons. Longer runs are fingerprints. */
const MOST_GROUPS = 12;
const WORD = /[\p{L}\p{N}_]/u;

/** Finds IPv6 addresses, also with a port or a colon after them. */
export function findIpv6(text: string, found: Found): void {
  for (const { 0: run, index } of text.matchAll(IPV6_RUN)) {
    if (!run.includes('::') && run.split(':').length < 8) continue;
    const address = addressIn(run, WORD.test(text[index - 1] ?? ''), WORD.test(text[index + run.length] ?? ''));
    if (address !== undefined) found(index + address.start, index + address.end);
  }
}

/**
 * The longest address in a run of its characters: one that begins and ends with a whole group.
 *
 * @param isWordBefore whether the first group is the end of a word, and `isWordBehind` whether the last one begins one
 */
function addressIn(
  run: string,
  isWordBefore: boolean,
  isWordBehind: boolean,
): { readonly start: number; readonly end: number } | undefined {
  if (run.split(':').length > MOST_GROUPS) return undefined;
  let longest: { start: number; end: number } | undefined;
  const ends = endsOf(run, isWordBehind);
  for (const start of startsOf(run, isWordBefore)) {
    for (const end of ends) {
      if (end - start <= (longest === undefined ? 2 : longest.end - longest.start)) continue;
      if (isAddress(run.slice(start, end))) longest = { start, end };
    }
  }
  return longest;
}

/** The possible starts of an address: a group, or two colons without a group before them. */
function startsOf(run: string, isWordBefore: boolean): number[] {
  const behindColons = Array.from(run.matchAll(/:(?!:)/g), ({ index }) => index + 1);
  return isWordBefore ? behindColons : [0, ...behindColons];
}

/**
 * The possible ends of an address, in the same way. Also before the full stop of a sentence, or the dot before a port
 * in the format of tcpdump.
 */
function endsOf(run: string, isWordBehind: boolean): number[] {
  const beforeColons = Array.from(run.matchAll(/(?<!:):/g), ({ index }) => index);
  const beforeDots = Array.from(run.matchAll(/\./g), ({ index }) => index);
  const all = [...beforeColons, ...beforeDots];
  return isWordBehind ? all : [...all, run.length];
}

function isAddress(text: string): boolean {
  if (!isIPv6(text) || !/[0-9A-Fa-f]/.test(text)) return false;
  const groups = text.split(':').filter(Boolean);
  // Hardware addresses (EUI-64) have eight groups of two digits.
  if (!text.includes('::')) return !groups.every((group) => group.length === 2);
  // Names of C++, Ruby and Rust have two colons too, but no digits.
  return groups.some((group) => /\d/.test(group)) || groups.length > 2;
}
