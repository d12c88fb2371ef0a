import { createNamesFilter } from '../discover/filter.js';
import type { PodMetadata } from '../record/log-source.js';
import type { PipelineConfig } from './pipeline-config.js';

/** Labels by their names. */
export type Labels = Readonly<Record<string, string>>;

/** Says which labels the records of a log bear: those of the configuration, and over them those of the transforms that match it. */
export function createSourceLabels({
  labels,
  transforms,
}: Pick<PipelineConfig, 'labels' | 'transforms'>): (metadata: PodMetadata) => Labels {
  const entries = transforms.flatMap(({ labels, match }) =>
    labels === undefined ? [] : [{ labels, mismatches: createNamesFilter(match) }],
  );
  return (metadata) =>
    Object.assign(
      { ...labels },
      ...entries.filter(({ mismatches }) => mismatches(metadata).length === 0).map((entry) => entry.labels),
    );
}
