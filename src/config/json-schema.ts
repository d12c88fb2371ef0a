import * as z from 'zod';
import type { ConfigPath } from './problem.js';
import { configSchema } from './schema.js';

/** The part of JSON Schema (2020-12) that podtail's own schema uses. */
export interface JsonSchema {
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

/** The JSON Schema of a configuration file. */
export function configJsonSchema(): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(configSchema, { io: 'input' });
  return { $schema, title: 'Configuration of podtail', ...schema } as JsonSchema;
}

/** The schema of the value to which a path leads. */
export function schemaAt(schema: JsonSchema, path: ConfigPath): JsonSchema | undefined {
  return path.reduce<JsonSchema | undefined>(
    (found, step) => (typeof step === 'number' ? found?.items : found?.properties?.[step]),
    schema,
  );
}
