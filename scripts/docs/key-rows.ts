import { type ConfigOption, configOptions, variableOf } from '../../src/config/options.js';
import { typeText, type ValueSchema } from './type-text.js';

/** A key of the configuration, as a table shows it. All texts are Markdown. */
export interface KeyRow {
  /** With the keys around it, in its section: `limits.memory`. */
  readonly key: string;
  readonly type: string;
  readonly default: string;
  /** The option and the variable that set it. */
  readonly setBy: string;
  readonly description: string;
}

/** A place in the schema: a list's items are the step `[]`. */
export type SchemaPath = readonly string[];

/**
 * The rows of a mapping's keys, each followed by those of the keys within it. Of a list of mappings only the list itself
 * has a row: its items are a section of their own.
 *
 * @param path where the mapping is, for the options that set its keys
 */
export function keyRows(mapping: ValueSchema, path: SchemaPath, prefix = ''): KeyRow[] {
  return Object.entries(mapping.properties ?? {}).flatMap(([name, schema]: [string, ValueSchema]) => {
    const at = [...path, name];
    const row = {
      key: `${prefix}${name}`,
      type: typeText(schema),
      default: defaultText(schema, mapping.required?.includes(name) === true),
      setBy: setByText(at),
      description: schema.description ?? '',
    };
    return [row, ...innerRows(schema, at, `${prefix}${name}`)];
  });
}

function innerRows(schema: ValueSchema, path: SchemaPath, key: string): KeyRow[] {
  const forms = [schema, ...(schema.anyOf ?? [])];
  return forms.flatMap((form: ValueSchema) => {
    if (form.properties !== undefined) return keyRows(form, path, `${key}.`);
    // A list within an entry of a list is small enough to be with it.
    const items = path.length > 1 ? form.items : undefined;
    return items?.properties === undefined ? [] : keyRows(items, [...path, '[]'], `${key}[].`);
  });
}

function defaultText(schema: ValueSchema, isRequired: boolean): string {
  if (isRequired) return '**required**';
  if (schema.default === undefined) return '';
  const isSection = typeText(schema) === 'mapping' && Object.keys(schema.default as object).length === 0;
  if (isSection) return '';
  return `\`${typeof schema.default === 'string' ? schema.default : JSON.stringify(schema.default)}\``;
}

function setByText(path: SchemaPath): string {
  const option = configOptions.find((candidate) => isAt(candidate, path));
  return option === undefined ? '' : `\`--${option.name}\`, \`${variableOf(option.name)}\``;
}

function isAt(option: ConfigOption, path: SchemaPath): boolean {
  const steps = option.path.map((step) => (typeof step === 'number' ? '[]' : step));
  return steps.join('.') === path.join('.');
}
