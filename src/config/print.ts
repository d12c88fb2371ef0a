import { stringify } from 'yaml';
import * as z from 'zod';
import type { Config } from './config.js';
import { maskSecrets } from './mask.js';
import type { Reference } from './references.js';
import { configSchema } from './schema.js';

/**
 * The configuration as YAML that loads as the same configuration, sizes and durations with their units, but for secrets,
 * which are masked. `references`: what came from the environment or from files, and is shown as its placeholder.
 */
export function formatConfig(config: Config, references: readonly Reference[] = []): string {
  const sinks = config.sinks.map(({ secretTexts: _, ...sink }) => sink);
  const written = z.encode(configSchema, structuredClone({ ...config, sinks }) as z.output<typeof configSchema>);
  return stringify(maskSecrets(written, references));
}
