import { createHmac } from 'node:crypto';
import { type RecordBlock, RecordFlag } from '../../record/record-block.js';
import { compiled } from '../compiled.js';
import { membersText, messageText, replaceMembers, setMessageText } from '../message-text.js';
import type { RedactSettings } from '../settings.js';
import type { Transform, TransformContext } from '../transform.js';
import { redactJson } from './redact-json.js';
import type { Secret } from './secret.js';
import { createSecretScan } from './secret-scan.js';
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
  const scan = createSecretScan(secrets);
  const replacement = createReplacement(settings, context);
  const replacements = secrets.map(({ name }) => replacement(name));

  function redact(text: string, kinds: number): string {
    return secrets.reduce(
      (result, secret, index) => ((kinds & (1 << index)) === 0 ? result : secret.replace(result, replacements[index]!)),
      text,
    );
  }

  function redactMembers(block: RecordBlock, row: number): void {
    const text = membersText(block, row);
    const found = scan.kindsIn(block.bytes, block.membersStart[row]!, block.membersEnd[row]!);
    const kinds = ODD_ESCAPE.test(text) ? ALL_KINDS : found;
    if (kinds === 0) return;
    const redacted = redactJson(text, (value) => redact(value, kinds));
    if (redacted !== text) replaceMembers(block, row, Buffer.from(redacted, 'utf8'));
  }

  return {
    apply(block) {
      for (let row = 0; row < block.count; row++) {
        const kinds = scan.kindsIn(block.bytes, block.messageStart[row]!, block.messageEnd[row]!);
        if (kinds !== 0) {
          const text = messageText(block, row);
          const redacted = redact(text, kinds);
          if (redacted !== text) setMessageText(block, row, redacted);
        }
        if ((block.flags[row]! & RecordFlag.members) !== 0) redactMembers(block, row);
      }
    },
  };
}

const ALL_KINDS = -1;

function secretsOf({ builtin, patterns }: RedactSettings): Secret[] {
  const own = patterns.map(({ match, replace }): Secret => {
    const expression = compiled(match);
    const fill = replace === undefined ? undefined : createTemplate(replace);
    return {
      name: 'pattern',
      ...(expression.needles && { needles: expression.needles }),
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
