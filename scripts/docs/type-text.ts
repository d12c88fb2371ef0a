import type { JsonSchema } from '../../src/config/json-schema.js';
import { durations, sizes } from '../../src/config/units.js';

/** The part of JSON Schema that tells what a value may be, besides what the messages of podtail need. */
export interface ValueSchema extends JsonSchema {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
}

/** What a value may be, in words: `size, 1kB to 64MiB`. */
export function typeText(schema: ValueSchema): string {
  const { const: only, enum: choices, anyOf, type } = schema;
  if (only !== undefined) return code(only);
  if (choices !== undefined) return oneOf(choices.filter((choice) => choice !== null).map(code));
  if (anyOf !== undefined) return quantityText(anyOf) ?? formsText(anyOf);
  if (schema.oneOf !== undefined) return 'mapping';
  switch (type) {
    case 'boolean':
      return '`true` or `false`';
    case 'integer':
      return `whole number, ${rangeText(schema, (value) => value.toLocaleString('en-US'))}`;
    case 'number':
      return `number, ${rangeText(schema, (value) => value.toLocaleString('en-US'))}`;
    case 'array':
      return `list${schema.items === undefined ? '' : ` of ${plural(typeText(schema.items))}`}`;
    case 'object':
      return mappingText(schema.additionalProperties);
    default:
      return 'text';
  }
}

function mappingText(values: ValueSchema['additionalProperties']): string {
  if (typeof values !== 'object') return 'mapping';
  return `mapping of names to ${typeText(values).replace(/^list/, 'lists')}`;
}

/** One of several forms; a list of what may be alone is `a list of these`. */
function formsText(anyOf: readonly ValueSchema[]): string {
  const texts = anyOf
    .flatMap((form) => (form.anyOf === undefined || quantityText(form.anyOf) !== undefined ? [form] : form.anyOf))
    .map(typeText);
  const short = texts.map((text) =>
    texts.includes(text.replace(/^list of /, '')) && text.startsWith('list') ? 'a list of these' : text,
  );
  return [...new Set(short)].join(', or ');
}

/** A number or a text with a unit, which is what sizes and durations may be. */
function quantityText(anyOf: readonly ValueSchema[]): string | undefined {
  const whole = anyOf.find(({ type }) => type === 'integer');
  const written = anyOf.find(({ type }) => type === 'string');
  if (whole === undefined || anyOf.length !== 2) return undefined;
  if (written?.pattern === sizes.pattern.source) return `size, ${rangeText(whole, sizes.format)}`;
  if (written?.pattern !== durations.pattern.source) return undefined;
  return `duration, ${rangeText(whole, durations.format)}`;
}

function rangeText({ minimum, maximum }: ValueSchema, show: (value: number) => string): string {
  return minimum === maximum ? show(minimum!) : `${show(minimum!)} to ${show(maximum!)}`;
}

function oneOf(texts: readonly string[]): string {
  return texts.length === 1 ? texts[0]! : `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}`;
}

function plural(type: string): string {
  return type === 'text' ? 'texts' : type === 'mapping' ? 'mappings' : type;
}

function code(text: string): string {
  return `\`${text}\``;
}
