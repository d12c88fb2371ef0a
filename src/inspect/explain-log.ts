import path from 'node:path';
import type { Config } from '../config/config.js';
import { resolveSource } from '../discover/discovery.js';
import { createFilter, createNamesFilter, type NameMismatch } from '../discover/filter.js';
import { matchesGlob, parseGlob } from '../discover/glob.js';
import { OWN_LOG, ownLogs } from '../pipeline/own-log.js';
import { createSinkRouting, type LabelMismatch } from '../pipeline/routing.js';
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
  /** One for each sink; where it gets only some of the log's records, `only` says which: `on stderr`, `of level error`. */
  readonly sinks: readonly (Applicability & { readonly name: string; readonly only: readonly string[] })[];
}

/** Explains what would be done with the log at a path, whether or not there is one. Opens nothing. */
export function explainLog(config: Config, file: string): LogExplanation {
  const absolute = path.resolve(file);
  const source = resolveSource(absolute, config.metadata);
  const { metadata } = source;
  const sinks = config.sinks.map(({ name, match }) => {
    const reasons = nameReasons(createSinkRouting(match, config).mismatches(source));
    return { name, ...verdict(reasons), only: recordReasons(match) };
  });
  return {
    path: absolute,
    metadata,
    selected: verdict([
      ...pathReasons(config, absolute),
      ...nameReasons(createNamesFilter(config)(metadata)),
      ...(ownLogs(config)(source) ? [OWN_LOG] : []),
      ...(sinks.some(({ applies }) => applies) ? [] : ['no sink takes it']),
    ]),
    transforms: config.transforms.map(({ match, ...settings }) => ({
      ...verdict(nameReasons(createNamesFilter(match)(metadata))),
      does: Object.keys(settings),
    })),
    sinks,
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

function recordReasons({ stream, level }: Partial<Config['sinks'][number]['match']> = {}): string[] {
  return [
    ...(stream === undefined ? [] : [`on ${stream}`]),
    ...(level === undefined ? [] : [`of level ${[level].flat().join(', ')}`]),
  ];
}

function nameReasons(mismatches: readonly (NameMismatch | LabelMismatch)[]): string[] {
  return mismatches.map((mismatch) => {
    const { name, patterns } = mismatch;
    const what = mismatch.key === 'label' ? `label ${mismatch.label}` : mismatch.key;
    return name === undefined
      ? `its ${what} is not known`
      : `its ${what} '${name}' is left out by ${patterns.join(', ')}`;
  });
}
