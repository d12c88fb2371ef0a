import { isDeepStrictEqual } from 'node:util';
import { valueAt } from '../config/layer.js';
import type { ConfigPath } from '../config/problem.js';
import { fixedIndexName } from '../encode/bulk/index-name.js';
import { parseTextTemplate } from '../format/text-template.js';
import type { PipelineConfig, SinkConfig } from './pipeline-config.js';
import { obeyedAnnotations } from './pod-annotations.js';

/** How a configuration differs from the one before it. */
export interface ConfigChanges {
  /** Top-level keys with other values, in the order of the configuration. */
  readonly keys: readonly (keyof PipelineConfig)[];
  /** Changed keys that cannot change while podtail runs. */
  readonly needsRestart: readonly ConfigPath[];
  /**
   * What happens to each sink, in the order of the new configuration. Old sinks that are not in the list are removed.
   */
  readonly sinks: readonly SinkChange[];
}

export type SinkChange =
  | { readonly kind: 'kept'; readonly name: string }
  | {
      readonly kind: 'new';
      readonly sink: SinkConfig;
      /**
       * Whether this sink can send what waits for the old sink of the same name: it is the same sink with other
       * settings.
       */
      readonly takesOver: boolean;
    };

/**
 * Keys that cannot change at run time: the place of positions, the files that may be read, the source of pod labels,
 * and how the bytes of incomplete lines were decoded.
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
  /** Transforms add labels, which the `match` of sinks may use. */
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

/** The settings that affect the records of all sinks. */
function encodingOf(config: PipelineConfig) {
  const { labels, node, schema } = config;
  return { labels, node, schema, obeysTenant: obeyedAnnotations(config).has('tenant') };
}

function takesOver(before: SinkConfig, after: SinkConfig): boolean {
  if (before.type !== after.type) return false;
  // The name of a single index for all records is in the path of the request, not in the waiting payloads.
  return before.type !== 'elasticsearch' || after.type !== 'elasticsearch' || !isFixed(before) || isFixed(after);
}

function isFixed({ index }: { readonly index: string }): boolean {
  return fixedIndexName(parseTextTemplate(index)) !== undefined;
}
