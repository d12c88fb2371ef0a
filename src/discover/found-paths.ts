import type { LogSource } from '../record/log-source.js';

/** Where the folder trees say what they find. */
export interface FoundPaths {
  onFound(file: string): void;
  onGone(file: string): void;
}

/** Receives the combined result. */
export interface FoundSources {
  onFound(source: LogSource): void;
  onGone(file: string): void;
}

/**
 * Puts together what several trees find, whose roots may lie within each other: a path is found when the first of them
 * finds it, and gone when the last one has lost it.
 *
 * @param describe the source at a path; undefined where it is not to be read
 */
export function createFoundPaths(describe: (file: string) => LogSource | undefined, sources: FoundSources): FoundPaths {
  const paths = new Map<string, FoundPath>();
  return {
    onFound(file) {
      const known = paths.get(file);
      if (known !== undefined) {
        known.trees++;
        return;
      }
      const source = describe(file);
      paths.set(file, { trees: 1, isReported: source !== undefined });
      if (source !== undefined) sources.onFound(source);
    },
    onGone(file) {
      const known = paths.get(file);
      if (known === undefined || --known.trees > 0) return;
      paths.delete(file);
      if (known.isReported) sources.onGone(file);
    },
  };
}

interface FoundPath {
  /** How many trees have it. */
  trees: number;
  readonly isReported: boolean;
}
