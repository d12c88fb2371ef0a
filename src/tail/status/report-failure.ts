import type { Diagnostics } from '../../record/diagnostics.js';

/** Does something about the log at a path. Says what the system says where it fails; undefined is the result then. */
export function reportFailure<Result>(
  path: string,
  diagnostics: Diagnostics,
  action: () => Result,
): Result | undefined {
  try {
    return action();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    diagnostics.problem(path, `${path} cannot be read further: ${message}`, { path, code });
    return undefined;
  }
}
