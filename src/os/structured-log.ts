import { type DestinationStream, pino, stdTimeFunctions } from 'pino';
import type { DiagnosticFields, Diagnostics } from '../record/diagnostics.js';
import { createStandardError } from './standard-error.js';

/** Levels of the log, the gravest first. Each shows itself and those before it. */
export const logLevels = ['error', 'warn', 'info'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface StructuredLogOptions {
  /** Default `info`. */
  readonly level?: LogLevel;
  /** Takes one JSON line a message, with its newline. Default: standard error. */
  readonly destination?: DestinationStream;
}

/**
 * A log of JSON lines: `level`, `time` (ISO 8601, UTC), the fields, `msg`. A line is written before the call comes
 * back, so nothing is lost however the process ends.
 */
export function createStructuredLog(options: StructuredLogOptions = {}): Diagnostics {
  const logger = pino(
    {
      level: options.level ?? 'info',
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    options.destination ?? createStandardError(),
  );
  const problems = new Map<string, string>();
  return {
    info: (message, fields) => logger.info(fields, message),
    warn: (message, fields) => logger.warn(fields, message),
    error: (message, fields) => logger.error(fields, message),
    problem(key: string, message: string, fields?: DiagnosticFields, level: 'warn' | 'error' = 'warn'): void {
      if (problems.get(key) === message) return;
      problems.set(key, message);
      logger[level](fields, message);
    },
    solved(key: string, message?: string, fields?: DiagnosticFields): void {
      if (problems.delete(key) && message !== undefined) logger.info(fields, message);
    },
  };
}
