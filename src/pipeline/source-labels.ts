import { createNameFilter, createNamesFilter, type NameMismatch, type NamePatterns } from '../discover/filter.js';
import type { LogSource } from '../record/log-source.js';
import type { PipelineConfig } from './pipeline-config.js';

/** Labels by their names. */
export type Labels = Readonly<Record<string, string>>;

/** A label that the patterns exclude. */
export interface LabelMismatch {
  readonly key: 'label';
  readonly label: string;
  /** Its value. Undefined if the log has no such label. */
  readonly name: string | undefined;
  readonly patterns: readonly string[];
}

/** The `match` of an entry of `transforms`. */
export interface LogPatterns extends NamePatterns {
  readonly labels: Readonly<Record<string, readonly string[]>>;
}

/** Creates a function that returns the names and labels of a log that a `match` of `transforms` excludes. */
export function createLogFilter(
  { labels, ...names }: LogPatterns,
  config: Pick<PipelineConfig, 'labels'>,
): (source: LogSource) => readonly (NameMismatch | LabelMismatch)[] {
  const nameMismatches = createNamesFilter(names);
  const labelMismatches = createLabelsFilter(labels);
  return (source) => [
    ...nameMismatches(source.metadata),
    ...labelMismatches({ ...source.pod?.labels, ...config.labels }),
  ];
}

/** Creates a function that returns the labels that patterns exclude. */
export function createLabelsFilter(wanted: LogPatterns['labels']): (labels: Labels) => LabelMismatch[] {
  const filters = Object.entries(wanted).map(([label, patterns]) => ({
    label,
    patterns,
    accepts: createNameFilter(patterns),
  }));
  return (labels) =>
    filters.flatMap(({ label, patterns, accepts }) => {
      const name = Object.hasOwn(labels, label) ? labels[label] : undefined;
      return accepts(name) ? [] : [{ key: 'label', label, name, patterns }];
    });
}

/**
 * Creates a function that returns the labels of a log: the known labels of its pod, overridden by those of the
 * configuration, overridden by those of the transforms that match it.
 */
export function createSourceLabels(
  config: Pick<PipelineConfig, 'labels' | 'transforms'>,
): (source: LogSource) => Labels {
  const entries = config.transforms.flatMap(({ labels, match }) =>
    labels === undefined ? [] : [{ labels, mismatches: createLogFilter(match, config) }],
  );
  return (source) =>
    Object.assign(
      { ...source.pod?.labels, ...config.labels },
      ...entries.filter(({ mismatches }) => mismatches(source).length === 0).map((entry) => entry.labels),
    );
}
