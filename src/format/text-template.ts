/** A part of a template: literal text, the value of a field, or the date in a form. */
type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'date'; readonly form: string };

/** A text with placeholders, as `logs-${namespace}`, taken apart. */
export type TextTemplate = readonly TemplatePart[];

const PLACEHOLDER = /\$\{([^}]*)\}/g;
const DATE = 'date:';

/** Takes a template apart. What the placeholders name is not checked. */
export function parseTextTemplate(template: string): TextTemplate {
  const parts: TemplatePart[] = [];
  let end = 0;
  for (const match of template.matchAll(PLACEHOLDER)) {
    if (match.index > end) parts.push({ kind: 'text', text: template.slice(end, match.index) });
    const inside = match[1]!;
    parts.push(
      inside.startsWith(DATE) ? { kind: 'date', form: inside.slice(DATE.length) } : { kind: 'field', name: inside },
    );
    end = match.index + match[0].length;
  }
  if (end < template.length) parts.push({ kind: 'text', text: template.slice(end) });
  return parts;
}

/**
 * Puts a template together.
 *
 * @param fieldOf what stands for a field; the empty text where it has no value
 * @param time of which the UTC date is taken, in milliseconds since 1970
 */
export function renderTextTemplate(template: TextTemplate, fieldOf: (field: string) => string, time = 0): string {
  return template.map((part) => renderPart(part, fieldOf, time)).join('');
}

function renderPart(part: TemplatePart, fieldOf: (field: string) => string, time: number): string {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'field':
      return fieldOf(part.name);
    case 'date':
      return formatDate(part.form, new Date(time).toISOString());
  }
}

/** `yyyy`, `MM`, `dd` and `HH` of the date; all else stands for itself. */
function formatDate(form: string, iso: string): string {
  return form
    .replaceAll('yyyy', iso.slice(0, 4))
    .replaceAll('MM', iso.slice(5, 7))
    .replaceAll('dd', iso.slice(8, 10))
    .replaceAll('HH', iso.slice(11, 13));
}
