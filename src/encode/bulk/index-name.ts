import type { TextTemplate } from '../../format/text-template.js';

/** A part of an index name: text, followed by digits of the record's time, if any. */
export interface IndexNamePart {
  readonly text: string;
  /** The range of the digits in the text of the time: `[timeStart, timeEnd)`, in characters. */
  readonly timeStart: number;
  readonly timeEnd: number;
}

/** The ranges of the parts of a date in a time of RFC 3339. */
const DATE_PARTS: Readonly<Record<string, readonly [start: number, end: number]>> = {
  yyyy: [0, 4],
  MM: [5, 7],
  dd: [8, 10],
  HH: [11, 13],
};
const DATE_PART = /(yyyy|MM|dd|HH)/;
const LONGEST_NAME = 255;
const UNKNOWN = 'unknown';

/** The name of a template without placeholders. Undefined for other templates. */
export function fixedIndexName(template: TextTemplate): string | undefined {
  if (template.some((part) => part.kind !== 'text')) return undefined;
  return indexNameParts(template, () => '')[0]!.text;
}

/** The name for all records of a log. Undefined if it depends on their times. */
export function indexNameOf(template: TextTemplate, fieldOf: (name: string) => string): string | undefined {
  if (template.some((part) => part.kind === 'date')) return undefined;
  return indexNameParts(template, fieldOf)[0]!.text;
}

/**
 * The valid name of an index or a data stream: lower case, at most 255 bytes, and `_` for all characters except `a-z
 * 0-9 . _ + -`. The first character may not be `_`, `+` or `-`
 * (https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-indices-create). A placeholder without a value
 * becomes `unknown`.
 *
 * The date is the one in the text of the record's time, in its own zone.
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
