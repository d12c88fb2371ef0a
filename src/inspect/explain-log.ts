import path from 'node:path';
import type { Config } from '../config/config.js';
import { resolveSource } from '../discover/discovery.js';
import { createFilter, createNamesFilter, type NameMismatch } from '../discover/filter.js';
import { matchesGlob, parseGlob } from '../discover/glob.js';
import { OWN_LOG, ownLogs } from '../pipeline/own-log.js';
import type { PodMetadata } from '../record/log-source.js';

/** Whether something applies to a log, and else why not, as parts of a sentence. */
interface Applicability {
  readonly applies: boolean;
  readonly reasons: readonly string[];
}

/** What a configuration does with one log, and why. */
export interface LogExplanation {
  /** Absolute. */
  readonly path: string;
  readonly metadata: PodMetadata;
  /** Whether it is one of those that are read, so far as its path tells. */
  readonly selected: Applicability;
  /** One for each entry of `transforms`; `does` names what it asks for. */
  readonly transforms: readonly (Applicability & { readonly does: readonly string[] })[];
}

/** Explains what would be done with the log at a path, whether or not there is one. Opens nothing. */
export function explainLog(config: Config, file: string): LogExplanation {
  const absolute = path.resolve(file);
  const source = resolveSource(absolute, config.metadata);
  const { metadata } = source;
  return {
    path: absolute,
    metadata,
    selected: verdict([
      ...pathReasons(config, absolute),
      ...nameReasons(createNamesFilter(config)(metadata)),
      ...(ownLogs(config)(source) ? [OWN_LOG] : []),
    ]),
    transforms: config.transforms.map(({ match, ...settings }) => ({
      ...verdict(nameReasons(createNamesFilter(match)(metadata))),
      does: Object.keys(settings),
    })),
  };
}

function verdict(reasons: readonly string[]): Applicability {
  return { applies: reasons.length === 0, reasons };
}

function pathReasons(config: Config, file: string): string[] {
  const isIncluded = config.include
    .flatMap((glob) => parseGlob(glob, process.cwd()))
    .some((glob) => matchesGlob(glob, file));
  const isExcluded = !createFilter(config, process.cwd()).acceptsPath(file);
  return [
    ...(isIncluded ? [] : [`its path matches none of include (${config.include.join(', ')})`]),
    ...(isExcluded ? [`its path matches one of exclude (${config.exclude.join(', ')})`] : []),
  ];
}

function nameReasons(mismatches: readonly NameMismatch[]): string[] {
  return mismatches.map(({ key, name, patterns }) =>
    name === undefined ? `its ${key} is not known` : `its ${key} '${name}' is left out by ${patterns.join(', ')}`,
  );
}
