import { stringify } from 'yaml';
import * as z from 'zod';
import type { Config } from './config.js';
import { configSchema } from './schema.js';

/** The configuration as YAML that loads as the same configuration, with units where they make it shorter. */
export function formatConfig(config: Config): string {
  return stringify(z.encode(configSchema, structuredClone(config) as z.output<typeof configSchema>));
}
