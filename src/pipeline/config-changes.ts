import { isDeepStrictEqual } from 'node:util';
import { valueAt } from '../config/layer.js';
import type { ConfigPath } from '../config/problem.js';
import { fixedIndexName } from '../encode/bulk/index-name.js';
import { parseTextTemplate } from '../format/text-template.js';
import type { PipelineConfig, SinkConfig } from './pipeline-config.js';
import { obeyedAnnotations } from './pod-annotations.js';

/** How a configuration differs from the one before it. */
export interface ConfigChanges {
  /** The keys at the top that have other values, in the order of the configuration. */
  readonly keys: readonly (keyof PipelineConfig)[];
  /** What cannot change while podtail runs, and is to. */
  readonly needsRestart: readonly ConfigPath[];
  /** What becomes of each sink, in the order of the new configuration; those of the old one that are not named are removed. */
  readonly sinks: readonly SinkChange[];
}

export type SinkChange =
  | { readonly kind: 'kept'; readonly name: string }
  | {
      readonly kind: 'new';
      readonly sink: SinkConfig;
      /** Whether what waits for the sink of that name can be sent by this one: it is the same sink, with other settings. */
      readonly takesOver: boolean;
    };

/**
 * What running parts are built on: where positions are, whose files may be read, who is asked about pods, and how bytes that
 * wait for their line were taken.
 */
const FIXED: readonly ConfigPath[] = [
  ['allowTarget'],
  ['allowHardLinks'],
  ['metadata'],
  ['format'],
  ['kubernetes', 'from'],
  ['kubernetes', 'kubelet'],
  ['kubernetes', 'file'],
  ['stateDir'],
  ['once'],
  ['since'],
  ['until'],
  ['limits', 'maxLineBytes'],
  ['limits', 'openFiles'],
];

/** Compares two configurations. */
export function compareConfigs(before: PipelineConfig, after: PipelineConfig): ConfigChanges {
  const known = new Map(before.sinks.map((sink) => [sink.name, sink]));
  const isSameInAll = isDeepStrictEqual(encodingOf(before), encodingOf(after));
  /** Transforms give labels to logs, by which sinks may take them. */
  const isSameRouting = ({ match }: SinkConfig): boolean =>
    match === undefined ||
    Object.keys(match.labels).length === 0 ||
    isDeepStrictEqual(before.transforms, after.transforms);
  const keys = new Set([...Object.keys(before), ...Object.keys(after)] as (keyof PipelineConfig)[]);
  return {
    keys: [...keys].filter((key) => !isDeepStrictEqual(before[key], after[key])),
    needsRestart: FIXED.filter((path) => !isDeepStrictEqual(valueAt(before, path), valueAt(after, path))),
    sinks: after.sinks.map((sink): SinkChange => {
      const earlier = known.get(sink.name);
      if (isSameInAll && isSameRouting(sink) && isDeepStrictEqual(earlier, sink))
        return { kind: 'kept', name: sink.name };
      return { kind: 'new', sink, takesOver: earlier !== undefined && takesOver(earlier, sink) };
    }),
  };
}

/** What is in the records of all sinks. */
function encodingOf(config: PipelineConfig) {
  const { labels, node, schema } = config;
  return { labels, node, schema, obeysTenant: obeyedAnnotations(config).has('tenant') };
}

function takesOver(before: SinkConfig, after: SinkConfig): boolean {
  if (before.type !== after.type) return false;
  // An index of the same name for all is in the request's path, and not in what waits.
  return before.type !== 'elasticsearch' || after.type !== 'elasticsearch' || !isFixed(before) || isFixed(after);
}

function isFixed({ index }: { readonly index: string }): boolean {
  return fixedIndexName(parseTextTemplate(index)) !== undefined;
}
