import type { RecordBlock } from '../../record/record-block.js';
import { compiled } from '../compiled.js';
import type { JsonObject } from '../json/json-object.js';
import { takeApart } from '../json/take-apart.js';
import { messageText } from '../message-text.js';
import type { ParseSettings } from '../settings.js';
import type { Transform, TransformContext } from '../transform.js';
import { parseForm, TEXT_PARTS } from './line-forms.js';
import { parseLogfmt } from './logfmt.js';
import { groupNames, parseGroups } from './named-groups.js';

const OPEN_BRACE = 0x7b;
/** Longest line of these formats, in bytes. */
const MOST_BYTES = 64 * 1024;
const MOST_FIELDS = 512;
/**
 * A number that keeps its text when it is parsed: without leading zeros, and with no more digits than a double holds.
 */
const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/;

type Parse = (text: string) => [name: string, value: string][] | undefined;

/**
 * Parses messages of a format. Their parts become fields of the record, like members of JSON. JSON objects are skipped.
 * Any other message without the format stays text, and is counted.
 */
export function createParse(
  settings: ParseSettings,
  { fieldNames, tally }: Pick<TransformContext, 'fieldNames' | 'tally'>,
): Transform {
  const parse = parserOf(settings.form);
  const { form, typed } = settings;
  const texts = typeof form === 'object' || form === 'logfmt' ? NONE : TEXT_PARTS;
  return {
    apply(block) {
      let unparsed = 0;
      for (let row = 0; row < block.count; row++) {
        if (!isCandidate(block, row)) continue;
        const pairs = parse(messageText(block, row));
        if (pairs === undefined || pairs.length > MOST_FIELDS) unparsed++;
        else takeApart(block, row, objectOf(pairs, typed, texts), settings, fieldNames);
      }
      if (unparsed > 0) tally?.unparsed(unparsed);
    },
  };
}

function isCandidate({ bytes, messageStart, messageEnd }: RecordBlock, row: number): boolean {
  const length = messageEnd[row]! - messageStart[row]!;
  return length > 0 && length <= MOST_BYTES && bytes[messageStart[row]!] !== OPEN_BRACE;
}

function parserOf(form: ParseSettings['form']): Parse {
  if (typeof form === 'object') {
    const expression = compiled(form.regex);
    const names = groupNames(form.regex);
    return (text) => parseGroups(expression, names, text);
  }
  return form === 'logfmt' ? parseLogfmt : (text) => parseForm(form, text);
}

const NONE: ReadonlySet<string> = new Set();

function objectOf(
  pairs: readonly (readonly [string, string])[],
  isTyped: boolean,
  texts: ReadonlySet<string>,
): JsonObject {
  const object = new Map(pairs.map(([name, value]) => [name, Buffer.from(jsonOf(value, isTyped && !texts.has(name)))]));
  object.delete('__proto__');
  return object;
}

function jsonOf(value: string, isTyped: boolean): string {
  const isPlain = isTyped && (NUMBER.test(value) || value === 'true' || value === 'false');
  return isPlain ? value : JSON.stringify(value.toWellFormed());
}
