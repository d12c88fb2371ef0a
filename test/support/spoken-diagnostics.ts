import type { Diagnostics } from '../../src/record/diagnostics.js';

/** Diagnostics that keep what was said, for a test to read. */
export interface SpokenDiagnostics extends Diagnostics {
  /** Each message with its level in front: `problem: …`, or `grave problem: …` for one that is an error. */
  readonly said: readonly string[];
}

/** Makes diagnostics that say a lasting problem once, as the real ones do. */
export function createSpokenDiagnostics(): SpokenDiagnostics {
  const said: string[] = [];
  const problems = new Map<string, string>();
  return {
    said,
    info: (message) => said.push(`info: ${message}`),
    warn: (message) => said.push(`warn: ${message}`),
    error: (message) => said.push(`error: ${message}`),
    problem(key, message, _, level) {
      const kind = level === 'error' ? 'grave problem' : 'problem';
      if (problems.get(key) !== message) said.push(`${kind}: ${message}`);
      problems.set(key, message);
    },
    solved(key, message) {
      if (problems.delete(key) && message !== undefined) said.push(`solved: ${message}`);
    },
  };
}
