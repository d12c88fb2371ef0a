import path from 'node:path';
import type { Config } from '../config/config.js';
import { resolveSource } from '../discover/discovery.js';
import { createFilter, createNamesFilter, type NameMismatch } from '../discover/filter.js';
import { matchesGlob, parseGlob } from '../discover/glob.js';
import { OWN_LOG, ownLogs } from '../pipeline/own-log.js';
import { EXCLUDED, isExcludedByPod, obeyedAnnotations, podWishes } from '../pipeline/pod-annotations.js';
import { createSinkRouting } from '../pipeline/routing.js';
import { createLogFilter, type LabelMismatch } from '../pipeline/source-labels.js';
import type { LogSource, PodMetadata } from '../record/log-source.js';
import type { PodDetails } from '../record/pod-details.js';

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
  /** What the cluster says of its pod; left out where nothing is known. */
  readonly pod?: PodDetails;
  /** What the pod's annotations `podtail.dev/…` ask for, as keys of `transforms`, and what they ask for in vain. */
  readonly podWishes: { readonly does: readonly string[]; readonly problems: readonly string[] };
  /** Whether the configuration selects the log, judged by its path. */
  readonly selected: Applicability;
  /** Why podtail cannot read the selected log now: for example, its link leads to nothing. */
  readonly problem?: string;
  /** One for each entry of `transforms`; `does` names what it asks for. */
  readonly transforms: readonly (Applicability & { readonly does: readonly string[] })[];
  /** One for each sink; where it gets only some of the log's records, `only` says which: `on stderr`, `of level error`. */
  readonly sinks: readonly (Applicability & { readonly name: string; readonly only: readonly string[] })[];
}

/**
 * Explains what podtail does with the log at a path. Opens nothing.
 *
 * @param describe adds what is known of a log's pod
 * @param problem why the file at the path cannot be read now, if it cannot
 */
export function explainLog(
  config: Config,
  file: string,
  describe: (source: LogSource) => LogSource = (source) => source,
  problem?: string,
): LogExplanation {
  const absolute = path.resolve(file);
  const source = describe(resolveSource(absolute, config.metadata));
  const { metadata, pod } = source;
  const obeyed = obeyedAnnotations(config);
  const { entry, replaced, problems } = podWishes(source, obeyed);
  const sinks = config.sinks.map(({ name, match }) => {
    const reasons = nameReasons(createSinkRouting(match, config).mismatches(source));
    return { name, ...verdict(reasons), only: recordReasons(match) };
  });
  const selected = verdict([
    ...pathReasons(config, absolute),
    ...nameReasons(createNamesFilter(config)(metadata)),
    ...(ownLogs(config)(source) ? [OWN_LOG] : []),
    ...(obeyed.has('exclude') && isExcludedByPod(source) ? [EXCLUDED] : []),
    ...(sinks.some(({ applies }) => applies) ? [] : ['no sink takes it']),
  ]);
  return {
    path: absolute,
    metadata,
    ...(pod !== undefined && { pod }),
    podWishes: { does: doneBy(entry ?? {}), problems },
    selected,
    ...(selected.applies && problem !== undefined && { problem }),
    transforms: config.transforms.map(({ match, ...settings }) => ({
      ...verdict(nameReasons(createLogFilter(match, config)(source))),
      does: Object.keys(settings).filter((key) => !(replaced as readonly string[]).includes(key)),
    })),
    sinks,
  };
}

function doneBy(entry: object): string[] {
  return Object.keys(entry).filter((key) => key !== 'match');
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
      : `its ${what} '${name}' is excluded by ${patterns.join(', ')}`;
  });
}
