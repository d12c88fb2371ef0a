import { createHmac } from 'node:crypto';
import { type RecordBlock, RecordFlag } from '../../record/record-block.js';
import { compiled } from '../compiled.js';
import { messageText, replaceMembers, setMessageText } from '../message-text.js';
import { createNeedleSearch, createScanSearch, holdsNeedle, type RowSearch } from '../row-search.js';
import type { RedactSettings } from '../settings.js';
import type { Transform, TransformContext } from '../transform.js';
import { redactJson } from './redact-json.js';
import { SECRETS, type Secret } from './secrets.js';

/** How many hexadecimal digits of a secret's hash stand in its place. */
const HASH_DIGITS = 16;

/**
 * Puts something else in the place of secrets, in the message and in the record's own fields. A row that cannot hold
 * one costs a look at its bytes.
 */
export function createRedact(settings: RedactSettings, context: Pick<TransformContext, 'secret'>): Transform {
  const replacement = createReplacement(settings, context);
  const finders = secretsOf(settings).map((secret) => createFinder(secret, replacement));
  return {
    apply(block) {
      for (const { search } of finders) search.begin(block);
      for (let row = 0; row < block.count; row++) {
        const found = finders.filter(({ search }) => search.mayHold(row));
        if (found.length > 0) redactMessage(block, row, found);
        if ((block.flags[row]! & RecordFlag.members) !== 0) redactMembers(block, row, finders);
      }
    },
  };
}

/** One kind of secret, made ready. */
interface Finder {
  readonly search: RowSearch;
  mayBeIn(text: Buffer): boolean;
  redact(text: string): string;
}

function redactMessage(block: RecordBlock, row: number, finders: readonly Finder[]): void {
  const text = messageText(block, row);
  const redacted = finders.reduce((result, finder) => finder.redact(result), text);
  if (redacted !== text) setMessageText(block, row, redacted);
}

function redactMembers(block: RecordBlock, row: number, finders: readonly Finder[]): void {
  const bytes = block.bytes.subarray(block.membersStart[row]!, block.membersEnd[row]!);
  const found = finders.filter((finder) => finder.mayBeIn(bytes));
  if (found.length === 0) return;
  const text = bytes.toString('utf8');
  const redacted = redactJson(text, (value) => found.reduce((result, finder) => finder.redact(result), value));
  if (redacted !== text) replaceMembers(block, row, Buffer.from(redacted, 'utf8'));
}

function createFinder(secret: Secret, replacement: (name: string) => (found: string) => string): Finder {
  const { name, needles, mayHold } = secret;
  const by = replacement(name);
  const redact = (text: string): string => secret.replace(text, by);
  if (needles !== undefined) {
    const wanted = needles.map((needle) => Buffer.from(needle, 'latin1'));
    return { search: createNeedleSearch(needles), mayBeIn: (text) => holdsNeedle(text, wanted), redact };
  }
  const scan = mayHold ?? (() => true);
  return {
    search: createScanSearch(scan),
    mayBeIn: (text) => scan(text, 0, text.length) || holdsNeedle(text, []),
    redact,
  };
}

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
