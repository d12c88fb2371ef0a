import type { DiagnosticFields, Diagnostics } from '../record/diagnostics.js';
import { createStandardError } from './standard-error.js';
import { type LogLevel, logLevels } from './structured-log.js';

export interface TextLogOptions {
  /** Default `info`. */
  readonly level?: LogLevel;
  /** Takes one line a message, with its newline. Default: standard error. */
  readonly destination?: { write(line: string): void };
}

/** A log for people: a message a line, after its level where that is none of everyday. Fields only say again what the message says. */
export function createTextLog({
  level = 'info',
  destination = createStandardError(),
}: TextLogOptions = {}): Diagnostics {
  const problems = new Map<string, string>();
  const log = (of: LogLevel) => (message: string, fields?: DiagnosticFields) => {
    if (logLevels.indexOf(of) > logLevels.indexOf(level)) return;
    const stack = fields?.stack === undefined ? '' : `\n${String(fields.stack)}`;
    const text = `${of === 'info' ? '' : `${of}: `}${message}`;
    destination.write(`podtail: ${escapeControls(text)}${stack}\n`);
  };
  const [info, warn, error] = [log('info'), log('warn'), log('error')];
  return {
    info,
    warn,
    error,
    problem(key, message, fields, of = 'warn') {
      if (problems.get(key) === message) return;
      problems.set(key, message);
      log(of)(message, fields);
    },
    solved(key, message) {
      if (problems.delete(key) && message !== undefined) info(message);
    },
  };
}

/** What a server or a file's name says must not command the terminal. */
function escapeControls(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
