import type { OptionValues } from '../config/load.js';

/** Exit status of the process: all is done, something failed while running, bad usage or configuration. */
export const ExitStatus = { done: 0, failed: 1, usage: 2 } as const;
export type ExitStatus = (typeof ExitStatus)[keyof typeof ExitStatus];

/** An option of the command line, by its shape alone; what it means is in `options.ts` and in the schema. */
export interface CommandOption {
  /** Without its dashes. */
  readonly name: string;
  /** One letter. */
  readonly alias?: string;
  /** `nothing`: it is there or not. `value`: one. `values`: one or more, and the option may be repeated. */
  readonly takes: 'nothing' | 'value' | 'values';
  /** What the help says of it, where another command has an option of the same name that means something else. */
  readonly help?: string;
}

/** One command: what the help says of it, and what it does. */
export interface Command {
  readonly name: string;
  readonly description: string;
  /** Those that have an effect. */
  readonly options: readonly CommandOption[];
  /** Those that mean nothing to it, and are taken all the same: so a line that serves another command serves this one, too. */
  readonly alsoTakes?: readonly CommandOption[];
  /** What it takes besides options, as `FILE`: one or more. Not given: nothing. */
  readonly operands?: string;
  /** The texts that an operand may be; not given: any. */
  readonly operandChoices?: readonly string[];
  /** Command lines, each with what it does. */
  readonly examples: readonly (readonly [line: string, description: string])[];
  /** Does it, and says with which status the process has to exit once its output is written. */
  run(values: OptionValues, operands: readonly string[]): Promise<ExitStatus>;
}
