import { isDeepStrictEqual } from 'node:util';
import { configJsonSchema } from '../../src/config/json-schema.js';
import { type KeyRow, keyRows } from './key-rows.js';
import { withPart } from './page-part.js';
import type { ValueSchema } from './type-text.js';

/** Where a key is the same for that many kinds, it is once. */
const SHARED_BY = 4;

/** The page with its reference as the schema has it now; what is around that is written by hand. */
export function withReference(page: string): string {
  return withPart(page, 'configuration', renderReference());
}

function renderReference(): string {
  const schema: ValueSchema = configJsonSchema();
  const parts = ['<!-- Written by `npm run docs`. -->', '## All keys', table(keyRows(schema, []))];
  for (const [name, { items }] of Object.entries(schema.properties ?? {})) {
    if (items?.oneOf !== undefined) parts.push(...kindSections(name, items.oneOf));
    else if (items?.properties !== undefined) {
      parts.push(`## An entry of \`${name}\``, table(keyRows(items, [name, '[]'])));
    }
  }
  return parts.join('\n\n');
}

/** The sections of a list whose entries are of several kinds, told apart by `type`. */
function kindSections(name: string, kinds: readonly ValueSchema[]): string[] {
  const path = [name, '[]'];
  const shared = sharedKeys(kinds);
  const groups = [...new Set(shared.map(({ names }) => names))];
  const sections = groups.map((names) => {
    const keys = shared.filter((one) => one.names === names);
    const isAll = keys[0]!.kinds.length === kinds.length;
    const properties = Object.fromEntries(keys.map(({ key, schema }) => [key, schema]));
    const heading = isAll ? `## An entry of \`${name}\`, of any type` : `## An entry of \`${name}\`, of type ${names}`;
    const type = isAll ? [typeRow(kinds, path)] : [];
    return [heading, table([...type, ...keyRows({ properties }, path)])];
  });
  const own = kinds.map((kind) => {
    const properties = Object.entries(kind.properties ?? {}).filter(
      ([key]) => key !== 'type' && !shared.some((one) => one.key === key && one.kinds.includes(kind)),
    );
    const rows = keyRows({ ...kind, properties: Object.fromEntries(properties) }, path);
    return [`### \`type: ${typeName(kind)}\``, table(rows)];
  });
  return [...sections, ...own].flat();
}

interface SharedKey {
  readonly key: string;
  readonly schema: ValueSchema;
  readonly kinds: readonly ValueSchema[];
  /** The kinds' names, as text. */
  readonly names: string;
}

function sharedKeys(kinds: readonly ValueSchema[]): SharedKey[] {
  const all = kinds.flatMap((kind) => Object.entries(kind.properties ?? {}));
  const keys = all.filter(
    ([key, schema], index) => index === all.findIndex(([k, s]) => k === key && isSame(s, schema)),
  );
  return keys.flatMap(([key, schema]) => {
    const having = kinds.filter(({ properties }) => isSame(properties?.[key], schema));
    const names = having.map((kind) => `\`${typeName(kind)}\``).join(', ');
    return having.length < SHARED_BY ? [] : [{ key, schema, kinds: having, names }];
  });
}

function isSame(first: unknown, second: unknown): boolean {
  return isDeepStrictEqual(first, second);
}

function typeName({ properties }: ValueSchema): string {
  const { const: only, enum: names } = properties!.type!;
  return only ?? names![0]!;
}

function typeRow(kinds: readonly ValueSchema[], path: readonly string[]): KeyRow {
  const type = { enum: kinds.map(typeName), description: 'What it is; each type has keys of its own' };
  return keyRows({ properties: { type }, required: ['type'] } as ValueSchema, path)[0]!;
}

function table(rows: readonly KeyRow[]): string {
  const cells = rows.map((row) => [`\`${row.key}\``, row.type, row.default, row.setBy, row.description]);
  const lines = [['key', 'type', 'default', 'also set by', 'meaning'], ['---', '---', '---', '---', '---'], ...cells];
  return lines.map((line) => `| ${line.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}
