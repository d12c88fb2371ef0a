import type * as z from 'zod';
import type { configSchema } from './schema.js';

type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;

/**
 * The validated, complete and frozen configuration. Sizes are in bytes, durations in milliseconds. `schema.ts`
 * describes each key.
 */
export type Config = Omit<WrittenConfig, 'sinks'> & { readonly sinks: readonly (WrittenSink & SecretTexts)[] };

type WrittenConfig = DeepReadonly<z.output<typeof configSchema>>;
type WrittenSink = WrittenConfig['sinks'][number];

/** Data of a sink that is not in the configuration file. */
interface SecretTexts {
  /** Texts from the environment and from files that messages must not repeat. Absent if there are none. */
  readonly secretTexts?: readonly string[];
}

/** The configuration as a program may write it. Every key is optional, and sizes and durations may have units. */
export type ConfigInput = DeepReadonly<z.input<typeof configSchema>>;
