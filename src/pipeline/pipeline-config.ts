import type { Config } from '../config/config.js';
import { UserError } from '../record/user-error.js';
import type { DefinedSink } from './program-parts.js';

/** A configuration that may have sinks that a program defined. */
export interface PipelineConfig extends Omit<Config, 'sinks'> {
  readonly sinks: readonly SinkConfig[];
}

/** A sink of the configuration, or one that a program defined. */
export type SinkConfig = Config['sinks'][number] | DefinedSink;

/** The configuration with the sinks of the program, if there are any, instead of its own. */
export function withOwnSinks(config: Config, sinks: readonly DefinedSink[] | undefined): PipelineConfig {
  if (sinks === undefined) return config;
  if (sinks.length === 0) throw new UserError('sinks: expected at least one sink, found an empty list');
  const names = sinks.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UserError(`two sinks have the name ${twice}; give each its own name`);
  return { ...config, sinks };
}
