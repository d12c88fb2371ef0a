import { createHmac } from 'node:crypto';
import { type RecordBlock, RecordFlag } from '../../record/record-block.js';
import { compiled, needlesOf } from '../compiled.js';
import { membersText, messageText, replaceMembers, setMessageText } from '../message-text.js';
import { createSignScan, FIRST_NEEDLE_BIT, Sign, type SignWish } from '../prefilter.js';
import type { RedactSettings } from '../settings.js';
import type { Transform, TransformContext } from '../transform.js';
import { redactJson } from './redact-json.js';
import type { Secret } from './secret.js';
import { SECRETS } from './secrets.js';

/** How many hexadecimal digits of a secret's hash stand in its place. */
const HASH_DIGITS = 16;

/** Escapes of characters that need none, behind which signs of secrets may hide in an application's JSON. */
const ODD_ESCAPE = /\\u00[2-7]/;

/**
 * Puts something else in the place of secrets, in the message and in the record's own fields. A row that cannot hold
 * one costs a look at its bytes.
 */
export function createRedact(settings: RedactSettings, context: Pick<TransformContext, 'secret'>): Transform {
  const secrets = secretsOf(settings);
  const scan = createSignScan(wishOf(secrets));
  const replacement = createReplacement(settings, context);
  /** By secret, what replaces it, and the bits of its signs. */
  const replacements = secrets.map(({ name }) => replacement(name));
  const bits = secrets.map(({ sign, needles }, index) =>
    sign !== undefined ? Sign[sign] : needles === undefined ? 0 : 1 << (FIRST_NEEDLE_BIT + index),
  );
  const hasSignless = bits.includes(0);

  function redact(text: string, signs: number): string {
    return secrets.reduce((result, secret, index) => {
      const bit = bits[index]!;
      return bit === 0 || (signs & bit) !== 0 ? secret.replace(result, replacements[index]!) : result;
    }, text);
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
    const redacted = redactJson(text, (value) => redact(value, signs));
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

function wishOf(secrets: readonly Secret[]): SignWish {
  const signs = secrets.flatMap(({ sign }) => (sign === undefined ? [] : [[sign, true]]));
  return { ...Object.fromEntries(signs), needles: secrets.map(({ needles = [] }) => needles) };
}

function secretsOf({ builtin, patterns }: RedactSettings): Secret[] {
  const own = patterns.map(({ match, replace }): Secret => {
    const expression = compiled(match);
    const fill = replace === undefined ? undefined : createTemplate(replace);
    return {
      name: 'pattern',
      ...(expression.needles && { needles: needlesOf(expression) }),
      replace: (text, by) => expression.replaceAll(text, (groups) => fill?.(groups) ?? by(groups[0]!)),
    };
  });
  return [...builtin.map((name) => SECRETS[name]), ...own];
}

/** What `$1` to `$9`, `$&` and `$$` of a replacement stand for: groups, the whole match, and a dollar sign. */
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
