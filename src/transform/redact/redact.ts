import { createHmac } from 'node:crypto';
import { type RecordBlock, RecordFlag } from '../../record/record-block.js';
import { compiled, needlesOf } from '../compiled.js';
import { membersText, messageText, replaceMembers, setMessageText } from '../message-text.js';
import { createSignScan, FIRST_NEEDLE_BIT, Sign, type SignWish } from '../prefilter.js';
import type { RedactSettings } from '../settings.js';
import type { Transform, TransformContext } from '../transform.js';
import { findSecrets, replaceSecrets } from './find-secrets.js';
import { redactJson } from './redact-json.js';
import type { Replacement, SecretKind } from './secret.js';
import { SECRETS } from './secrets.js';

/** Number of hexadecimal digits of the hash that replaces a secret. */
const HASH_DIGITS = 16;

/** Needless escapes, in which an application's JSON may hide signs of secrets. */
const ODD_ESCAPE = /\\u00[2-7]/;

/**
 * Replaces secrets in the message and in the fields of the record. A row without a sign of a secret costs only a scan
 * of its bytes.
 */
export function createRedact(settings: RedactSettings, context: Pick<TransformContext, 'secret'>): Transform {
  const kinds = settings.builtin.map((name) => SECRETS[name]);
  const patterns = settings.patterns.map(ownPattern);
  const scan = createSignScan(wishOf([...kinds, ...patterns]));
  const replacement = createReplacement(settings, context);
  const byPattern = replacement('pattern');
  /** For each built-in kind and pattern: the bits of its signs. 0 if it has none. */
  const bits = [...kinds, ...patterns].map(
    ({ sign, needles }, index) =>
      (sign === undefined ? 0 : Sign[sign]) | (needles === undefined ? 0 : 1 << (FIRST_NEEDLE_BIT + index)),
  );
  const hasSignless = bits.includes(0);
  const isPossible = (index: number, signs: number): boolean => bits[index] === 0 || (signs & bits[index]!) !== 0;

  /** @param name of the member whose text it is; a text may be a secret by its name alone */
  function redact(text: string, signs: number, name = ''): string {
    const possible = kinds.filter((_, index) => isPossible(index, signs));
    const prefix = name === '' ? '' : `${name.slice(-LONGEST_NAME)}: `;
    const found = possible.length === 0 ? [] : findSecrets(prefix + text, possible);
    const inText = found.flatMap((secret) => {
      const start = Math.max(0, secret.start - prefix.length);
      return secret.end <= prefix.length ? [] : [{ ...secret, start, end: secret.end - prefix.length }];
    });
    const redacted = replaceSecrets(text, inText, ({ kind, secret }) => replacement(kind.name)(secret));
    return patterns.reduce(
      (result, pattern, index) =>
        isPossible(kinds.length + index, signs) ? pattern.replace(result, byPattern) : result,
      redacted,
    );
  }

  function redactMessage(block: RecordBlock, row: number, signs: number): void {
    const text = messageText(block, row);
    const redacted = redact(text, signs);
    if (redacted !== text) setMessageText(block, row, redacted);
  }

  function redactMembers(block: RecordBlock, row: number): void {
    const text = membersText(block, row);
    const found = scan.ofRange(block, block.membersStart[row]!, block.membersEnd[row]!);
    const signs = ODD_ESCAPE.test(text) ? ALL_SIGNS : found;
    if (signs === 0 && !hasSignless) return;
    const redacted = redactJson(text, (value, name) => redact(value, signs, name));
    if (redacted !== text) replaceMembers(block, row, Buffer.from(redacted, 'utf8'));
  }

  return {
    apply(block) {
      const signs = scan.ofMessages(block);
      for (let row = 0; row < block.count; row++) {
        if (signs[row] !== 0 || hasSignless) redactMessage(block, row, signs[row]!);
        if ((block.flags[row]! & RecordFlag.members) !== 0) redactMembers(block, row);
      }
    },
  };
}

const ALL_SIGNS = -1;

/** Longest part of a name that is examined. */
const LONGEST_NAME = 40;

type Signs = Pick<SecretKind, 'needles' | 'sign'>;

function wishOf(secrets: readonly Signs[]): SignWish {
  const signs = secrets.flatMap(({ sign }) => (sign === undefined ? [] : [[sign, true]]));
  return { ...Object.fromEntries(signs), needles: secrets.map(({ needles = [] }) => needles) };
}

interface OwnPattern extends Signs {
  replace(text: string, by: Replacement): string;
}

function ownPattern({ match, replace }: RedactSettings['patterns'][number]): OwnPattern {
  const expression = compiled(match);
  const fill = replace === undefined ? undefined : createTemplate(replace);
  return {
    ...(expression.needles && { needles: needlesOf(expression) }),
    replace: (text, by) => expression.replaceAll(text, (groups) => fill?.(groups) ?? by(groups[0]!)),
  };
}

/** Expands `$1` to `$9`, `$&` and `$$` of a replacement: groups, the whole match, and a dollar sign. */
function createTemplate(template: string): (groups: readonly (string | undefined)[]) => string {
  return (groups) =>
    template.replace(/\$([$&1-9])/g, (_, sign: string) =>
      sign === '$' ? '$' : (groups[sign === '&' ? 0 : Number(sign)] ?? ''),
    );
}

function createReplacement(
  { replaceWith, hashKey }: RedactSettings,
  context: Pick<TransformContext, 'secret'>,
): (name: string) => (found: string) => string {
  if (hashKey === undefined) return () => () => replaceWith;
  const key = context.secret(hashKey);
  const hash = (text: string): string => createHmac('sha256', key).update(text).digest('hex').slice(0, HASH_DIGITS);
  return (name) => (found) => `[${name}:${hash(found)}]`;
}
