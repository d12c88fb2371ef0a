import type { TextTemplate } from '../../format/text-template.js';

/** A part of an index's name: text, and behind it digits of the record's own time, if any. */
export interface IndexNamePart {
  readonly text: string;
  /** Where in the time's text the digits are: `[timeStart, timeEnd)`, counted from its first character. */
  readonly timeStart: number;
  readonly timeEnd: number;
}

/** Where the parts of a date are in a time as RFC 3339 has it. */
const DATE_PARTS: Readonly<Record<string, readonly [start: number, end: number]>> = {
  yyyy: [0, 4],
  MM: [5, 7],
  dd: [8, 10],
  HH: [11, 13],
};
const DATE_PART = /(yyyy|MM|dd|HH)/;
const LONGEST_NAME = 255;
const UNKNOWN = 'unknown';

/** The name that a template gives for every record; undefined where it has placeholders. */
export function fixedIndexName(template: TextTemplate): string | undefined {
  if (template.some((part) => part.kind !== 'text')) return undefined;
  return indexNameParts(template, () => '')[0]!.text;
}

/** The name that a template gives for all records of a log; undefined where it depends on their times. */
export function indexNameOf(template: TextTemplate, fieldOf: (name: string) => string): string | undefined {
  if (template.some((part) => part.kind === 'date')) return undefined;
  return indexNameParts(template, fieldOf)[0]!.text;
}

/**
 * The name of an index or a data stream, made legal: lower case, at most 255 bytes, and with `_` for all characters but
 * `a-z 0-9 . _ + -`, of which the first may be none but `.`
 * (https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-indices-create). What has no value is `unknown`.
 *
 * The date is the one that the record's own time says, in whichever zone that is.
 */
export function indexNameParts(template: TextTemplate, fieldOf: (name: string) => string): readonly IndexNamePart[] {
  const parts: IndexNamePart[] = [];
  let length = 0;
  let text = '';
  const addText = (added: string): void => {
    const legal = added.toLowerCase().replace(/[^a-z0-9._+-]/g, '_');
    const begun = length === 0 ? legal.replace(/^[-_+]+/, '') : legal;
    const kept = begun.slice(0, LONGEST_NAME - length);
    text += kept;
    length += kept.length;
  };
  for (const part of template) {
    if (part.kind === 'text') addText(part.text);
    else if (part.kind === 'field') addText(fieldOf(part.name) || UNKNOWN);
    else {
      for (const piece of part.form.split(DATE_PART)) {
        const [timeStart, timeEnd] = DATE_PARTS[piece] ?? [0, 0];
        if (timeEnd === 0) {
          addText(piece);
        } else if (length + timeEnd - timeStart <= LONGEST_NAME) {
          parts.push({ text, timeStart, timeEnd });
          text = '';
          length += timeEnd - timeStart;
        }
      }
    }
  }
  if (length === 0) text = UNKNOWN;
  if (text !== '') parts.push({ text, timeStart: 0, timeEnd: 0 });
  return parts;
}
