import * as z from 'zod';
import { valueAt } from './layer.js';
import type { ConfigPath } from './problem.js';
import { configSchema } from './schema.js';

/** The part of JSON Schema (2020-12) that podtail's own schema uses. */
export interface JsonSchema {
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly anyOf?: readonly JsonSchema[];
  /** Alternatives with different values of their property `type`. */
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

/** The JSON Schema of a configuration file. */
export function configJsonSchema(): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(configSchema, { io: 'input' });
  return { $schema, title: 'Configuration of podtail', ...schema } as JsonSchema;
}

/** The schema of the value at a path. Of several alternatives, the one that `values` selects. */
export function schemaAt(schema: JsonSchema, path: ConfigPath, values: unknown = {}): JsonSchema | undefined {
  return path.reduce<JsonSchema | undefined>((found, step, depth) => {
    const below = found === undefined ? undefined : schemaBelow(found, step);
    return below?.oneOf?.find((one) => hasType(one, valueAt(values, path.slice(0, depth + 1)))) ?? below;
  }, schema);
}

/** The allowed texts of the value at a path, over all alternatives. Empty if any text is allowed. */
export function choicesAt(schema: JsonSchema, path: ConfigPath): readonly string[] {
  const found = path.reduce<readonly JsonSchema[]>(
    (schemas, step) => schemas.flatMap((one) => schemaBelow(one, step) ?? []).flatMap((one) => one.oneOf ?? [one]),
    [schema],
  );
  const texts = found.flatMap((one) => one.enum ?? one.const ?? []);
  return [...new Set(texts.filter((text) => typeof text === 'string'))];
}

function schemaBelow(schema: JsonSchema, step: string | number): JsonSchema | undefined {
  const here = [schema, ...(schema.anyOf ?? [])];
  const below = here.map(({ items, properties }) => (typeof step === 'number' ? items : properties?.[step]));
  return below.find((one) => one !== undefined);
}

function hasType({ properties }: JsonSchema, value: unknown): boolean {
  const type = valueAt(value, ['type']);
  const { const: only, enum: some = [] } = properties?.type ?? {};
  return type !== undefined && (type === only || some.includes(type as string));
}
