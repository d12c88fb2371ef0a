import picomatch from 'picomatch';
import type { LogSource, PodMetadata } from '../record/log-source.js';
import { matchesGlob, parseGlob } from './glob.js';

export interface FilterOptions {
  /** Globs over the paths as found, before links are followed. */
  readonly exclude: readonly string[];
  /** Patterns over names: globs, a leading `!` excludes. A list without any other pattern takes in all else. */
  readonly namespace: readonly string[];
  readonly pod: readonly string[];
  readonly container: readonly string[];
}

/** Which of the files that were found are read. */
export interface Filter {
  /** Whether no exclude glob matches the path. */
  acceptsPath(path: string): boolean;
  /** Whether the patterns take in the pod's names. A name that is not known fits no pattern, neither do nor don't. */
  acceptsSource(source: LogSource): boolean;
}

/** Patterns over the names of a pod: those of `FilterOptions`. */
export type NamePatterns = Pick<FilterOptions, 'namespace' | 'pod' | 'container'>;

/** Returns a function that finds the name by which patterns exclude a pod, with the patterns; undefined if none does. */
export function createNamesFilter(patterns: NamePatterns): (metadata: PodMetadata) => readonly NameMismatch[] {
  const names = FILTERED.map((key) => ({ key, wanted: patterns[key], accepts: createNameFilter(patterns[key]) }));
  return (metadata) =>
    names.flatMap(({ key, wanted, accepts }) =>
      accepts(metadata[key]) ? [] : [{ key, name: metadata[key], patterns: wanted }],
    );
}

/** A name of a pod that patterns do not take in. */
export interface NameMismatch {
  readonly key: 'namespace' | 'pod' | 'container';
  readonly name: string | undefined;
  readonly patterns: readonly string[];
}

/** Makes the filter; relative globs begin at the working directory (an absolute path). */
export function createFilter(options: FilterOptions, workingDirectory: string): Filter {
  const excluded = options.exclude.flatMap((glob) => parseGlob(glob, workingDirectory));
  const mismatches = createNamesFilter(options);
  return {
    acceptsPath: (path) => !excluded.some((glob) => matchesGlob(glob, path)),
    acceptsSource: ({ metadata }) => mismatches(metadata).length === 0,
  };
}

const FILTERED = ['namespace', 'pod', 'container'] as const satisfies readonly (keyof PodMetadata)[];

/** Returns a function that says whether patterns include a name: globs, a leading `!` excludes. An unknown name matches no glob. */
export function createNameFilter(patterns: readonly string[]): (name: string | undefined) => boolean {
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!'));
  const unwanted = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  const isWanted = matchAny(wanted);
  const isUnwanted = matchAny(unwanted);
  return (name) => {
    if (wanted.length === 0) return name === undefined || !isUnwanted(name);
    return name !== undefined && isWanted(name) && !isUnwanted(name);
  };
}

function matchAny(patterns: readonly string[]): (name: string) => boolean {
  const globs = patterns.filter((pattern) => pattern !== '');
  return picomatch(globs, { dot: true, nonegate: true, posix: true });
}
