import * as z from 'zod';
import { parseTextTemplate } from '../format/text-template.js';
import { TEXT } from './fields.js';
import { nearest } from './nearest.js';

/** What is known of every record of a log: the names of the placeholders that stand for it. */
export const SOURCE_FIELDS = [
  'namespace',
  'pod',
  'uid',
  'container',
  'restart',
  'container_id',
  'node',
  'path',
] as const;
/** The same, and what differs from record to record. */
export const RECORD_FIELDS = [...SOURCE_FIELDS, 'stream', 'level'] as const;

/** `${labels.app}`: a label or an annotation, by its name, which may have dots and slashes. */
const NAMED_FIELD = /^(labels|annotations)\.(.+)$/;

const DATE_FORM = /^(yyyy|MM|dd|HH|[._-])+$/;

/** Text with placeholders as `${namespace}`, of `fields` alone; `hasDate` allows `${date:yyyy.MM.dd}`, too. */
export function template(fields: readonly string[], hasDate = false) {
  return z
    .string({ error: TEXT })
    .min(1, { error: 'text that is not empty' })
    .check((context) => {
      const problem = problemOf(context.value, fields, hasDate);
      if (problem !== undefined) context.issues.push({ code: 'custom', input: context.value, message: problem });
    });
}

/** The labels and annotations that a template names. */
export function namedFieldsOf(template: string): { readonly kind: 'labels' | 'annotations'; readonly name: string }[] {
  return parseTextTemplate(template).flatMap((part) => {
    const [, kind, name] = part.kind === 'field' ? (NAMED_FIELD.exec(part.name) ?? []) : [];
    return kind === undefined ? [] : [{ kind: kind as 'labels' | 'annotations', name: name! }];
  });
}

/** What to expect instead, if the template is wrong. */
function problemOf(written: string, fields: readonly string[], hasDate: boolean): string | undefined {
  for (const part of parseTextTemplate(written)) {
    if (part.kind === 'date' && !(hasDate && DATE_FORM.test(part.form))) {
      return hasDate ? 'a date as ${date:yyyy.MM.dd}' : 'text without a date';
    }
    if (part.kind === 'field' && !fields.includes(part.name) && !NAMED_FIELD.test(part.name)) {
      const meant = nearest(part.name, fields);
      const known = fields.map((field) => `\${${field}}`).join(', ');
      return meant === undefined
        ? `placeholders of ${known}, \${labels.NAME}, \${annotations.NAME}`
        : `\${${meant}} in place of \${${part.name}}`;
    }
    if (part.kind === 'text' && part.text.includes('${')) return 'a closing } after each ${';
  }
  return undefined;
}
