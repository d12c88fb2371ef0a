import type * as z from 'zod';
import type { configSchema } from './schema.js';

type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;

/**
 * The configuration, validated, complete and frozen. Sizes are in bytes, durations in milliseconds. What each key means
 * is in `schema.ts`.
 */
export type Config = Omit<WrittenConfig, 'sinks'> & { readonly sinks: readonly (WrittenSink & SecretTexts)[] };

type WrittenConfig = DeepReadonly<z.output<typeof configSchema>>;
type WrittenSink = WrittenConfig['sinks'][number];

/** What is known of a sink besides what is written. */
interface SecretTexts {
  /** Texts of the environment and of files that messages must not repeat; absent where there are none. */
  readonly secretTexts?: readonly string[];
}

/** The configuration as a program may write it: every key may be left out, sizes and durations may bear units. */
export type ConfigInput = DeepReadonly<z.input<typeof configSchema>>;
