import type { DiagnosticFields, Diagnostics } from '../../record/diagnostics.js';

/** How long podtail does not repeat a warning, in milliseconds. */
const SILENCE = 60_000;

/** Says warnings that repeat once, and then once a minute with their number. */
export interface RepeatedWarnings extends Diagnostics {
  /** Says what was held back for a minute, or all that was. */
  flush(all?: boolean): void;
}

interface Repeated {
  /** When it was said last, in milliseconds. */
  saidAt: number;
  /** How often it was not said since. */
  count: number;
  /** Of what was not said: the latest message, and the sums of its bytes. */
  message: string;
  fields: DiagnosticFields | undefined;
  unreadBytes: number;
}

/** @param now milliseconds, never falling */
export function createRepeatedWarnings(diagnostics: Diagnostics, now: () => number): RepeatedWarnings {
  const warnings = new Map<string, Repeated>();

  function say(warning: Repeated): void {
    const { message, fields, count, unreadBytes } = warning;
    const bytes = fields?.unreadBytes === undefined ? {} : { unreadBytes };
    const times = count === 1 ? message : `${message} (${count} times since the last warning)`;
    diagnostics.warn(times, { ...fields, ...bytes, ...(count === 1 ? {} : { times: count }) });
    Object.assign(warning, { saidAt: now(), count: 0, unreadBytes: 0 });
  }

  return {
    info: (message, fields) => diagnostics.info(message, fields),
    warn(message, fields) {
      const key = `${fields?.path ?? ''} ${message.replaceAll(/\d+/g, '#')}`;
      const known = warnings.get(key);
      const unreadBytes = Number(fields?.unreadBytes ?? 0);
      if (known === undefined) {
        diagnostics.warn(message, fields);
        warnings.set(key, { saidAt: now(), count: 0, message, fields, unreadBytes: 0 });
        return;
      }
      Object.assign(known, { message, fields, count: known.count + 1, unreadBytes: known.unreadBytes + unreadBytes });
    },
    error: (message, fields) => diagnostics.error(message, fields),
    problem: (key, message, fields, level) => diagnostics.problem(key, message, fields, level),
    solved: (key, message) => diagnostics.solved(key, message),
    flush(all = false) {
      const end = now() - SILENCE;
      for (const [key, warning] of warnings) {
        if (!all && warning.saidAt > end) continue;
        if (warning.count > 0) say(warning);
        else warnings.delete(key);
      }
    },
  };
}

/** The same options, with another place for what is said: what changes with the configuration is asked for each time. */
export function withDiagnostics<Options extends { readonly diagnostics: Diagnostics }>(
  options: Options,
  diagnostics: Diagnostics,
): Options {
  return Object.create(options, { diagnostics: { value: diagnostics, enumerable: true } }) as Options;
}
