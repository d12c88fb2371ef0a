import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../config/config.js';
import { createNamesFilter } from '../discover/filter.js';
import type { StaticFields } from '../encode/static-fields.js';
import type { LogSource, PodMetadata } from '../record/log-source.js';
import { UserError } from '../record/user-error.js';
import type { TransformChain } from '../transform/chain.js';
import type { WrapTransform } from '../transform/create-transforms.js';
import type { CountDropped, TransformTally } from '../transform/transform.js';
import type { Treatment } from './block-consumer.js';
import type { PipelineConfig } from './pipeline-config.js';
import type { DefinedTransform } from './program-parts.js';
import { timeRangeOf } from './time-range.js';
import { toTransformSettings } from './transform-settings.js';

type TransformEntry = Config['transforms'][number];

/** What the sources' transforms need from outside; clocks in milliseconds. */
export interface TransformSurroundings {
  /** What counts the records that are dropped of a source. */
  counterFor(source: LogSource): CountDropped;
  /** Not given: nobody asks. */
  readonly tally?: TransformTally;
  now(): number;
  wallTime(): number;
  /** Not given: nothing is put around them. */
  readonly wrap?: WrapTransform;
}

/** What the transforms of a configuration make of a source; it keeps what they know of it between two blocks. */
interface SourceTreatment extends Treatment {
  /** What it was made of. */
  readonly settings: {
    readonly entries: readonly TransformEntry[];
    readonly own: readonly DefinedTransform[];
    /** Of no account where there is no transform. */
    readonly fieldNames: ReadonlySet<string>;
  };
}

/** The transforms of all sources. */
export interface SourceTransforms {
  /**
   * Makes those of a source, and describes it with what they say of all its records alike: their labels, and names of
   * their fields.
   *
   * @param before the treatment by an earlier configuration, which goes on where the same is to be done
   */
  treat(source: LogSource, before?: SourceTreatment): SourceTreatment;
  /** When the source may be read on, in milliseconds of the clock. */
  readyAt(source: LogSource): number;
}

/** Says which entries of `transforms` match a source, by their indexes. */
function matchingEntries(entries: readonly TransformEntry[]): (metadata: PodMetadata) => number[] {
  const filters = entries.map(({ match }) => createNamesFilter(match));
  return (metadata) => filters.flatMap((mismatches, index) => (mismatches(metadata).length === 0 ? [index] : []));
}

/** Makes ready for the transforms of a configuration and a program's own; what they need is loaded only where there are any. */
export async function createSourceTransforms(
  config: PipelineConfig,
  surroundings: TransformSurroundings,
  ownTransforms: readonly DefinedTransform[] = [],
): Promise<SourceTransforms> {
  const { transforms } = config;
  const range = timeRangeOf(config, surroundings.wallTime());
  if (transforms.length === 0 && ownTransforms.length === 0 && range === undefined) {
    const settings = { entries: [], own: [], fieldNames: new Set<string>() };
    return {
      treat: (source, before) => reusable(before, settings) ?? { source, chain: undefined, settings },
      readyAt: () => 0,
    };
  }
  const { createTransforms } = await import('../transform/create-transforms.js');
  const fieldNames = await fieldNamesOf(config);
  const matching = matchingEntries(transforms);
  const chains = new WeakMap<LogSource, TransformChain>();
  const entriesOf = ({ metadata }: LogSource): TransformEntry[] =>
    matching(metadata).map((index) => transforms[index]!);
  function chainFor(source: LogSource, entries: readonly TransformEntry[]): TransformChain | undefined {
    const { now, wallTime, counterFor, tally, wrap } = surroundings;
    const countDropped = counterFor(source);
    const own = ownTransforms.flatMap((transform) => transform.forSource(source, countDropped) ?? []);
    const settings = [...(range === undefined ? [] : [{ range }]), ...entries.map(toTransformSettings)];
    if (settings.length === 0 && own.length === 0) return undefined;
    const context = { source, fieldNames, countDropped, tally, now, wallTime, secret: readSecret };
    return createTransforms(settings, context, own, wrap);
  }

  return {
    treat(source, before) {
      const entries = entriesOf(source);
      const settings = { entries, own: ownTransforms, fieldNames };
      const treatment = reusable(before, settings) ?? {
        source: described(source, entries),
        chain: chainFor(source, entries),
        settings,
      };
      if (treatment.chain !== undefined) chains.set(source, treatment.chain);
      return treatment;
    },
    readyAt: (source) => chains.get(source)?.readyAt ?? 0,
  };
}

/** The treatment by an earlier configuration, if the same is to be done still. Keys of hashes may have changed in their files. */
function reusable(
  before: SourceTreatment | undefined,
  { entries, own, fieldNames }: SourceTreatment['settings'],
): SourceTreatment | undefined {
  if (before === undefined || entries.some(({ redact }) => redact?.hash !== undefined)) return undefined;
  const { settings } = before;
  if (!isDeepStrictEqual([settings.entries, settings.own], [entries, own])) return undefined;
  const hasTransforms = entries.length > 0 || own.length > 0;
  return !hasTransforms || isDeepStrictEqual(settings.fieldNames, fieldNames) ? before : undefined;
}

function described(source: LogSource, entries: readonly TransformEntry[]): LogSource {
  const labels = merged(entries.map((entry) => entry.labels));
  const renames = merged(entries.map((entry) => entry.rename));
  if (labels === undefined && renames === undefined) return source;
  return { ...source, ...(labels && { labels }), ...(renames && { renames }) };
}

/** Names of the fields of all schemas that the sinks use. */
async function fieldNamesOf({ sinks, schema, labels, transforms }: PipelineConfig): Promise<ReadonlySet<string>> {
  const { fieldNames } = await import('../encode/record-schemas.js');
  const used = sinks.map((sink) => {
    const own = 'schema' in sink ? sink.schema : undefined;
    return own ?? schema ?? (sink.type === 'elasticsearch' ? 'ecs' : 'flat');
  });
  const statics: StaticFields = {
    node: 'node',
    labels: { ...labels, ...merged(transforms.map((entry) => entry.labels)), label: '' },
  };
  const timestamps = sinks.some(({ type }) => type === 'elasticsearch') ? ['@timestamp'] : [];
  const own = new Set([...timestamps, ...used.flatMap((name) => fieldNames(name, statics))]);
  const renamed = transforms.flatMap(({ rename = {} }) => Object.entries(rename));
  const others = renamed.flatMap(([name, other]) => (own.has(name) ? [other] : []));
  return new Set(['level', ...own, ...others]);
}

/** All mappings as one, of which the last that has a name counts; undefined where there is none. */
function merged(
  mappings: readonly (Readonly<Record<string, string>> | undefined)[],
): Readonly<Record<string, string>> | undefined {
  return mappings.some((mapping) => mapping !== undefined) ? Object.assign({}, ...mappings) : undefined;
}

/** Those of a configuration that was loaded are there; one that a program made may name others. */
function readSecret(from: { readonly file: string } | { readonly env: string }): Buffer {
  const key = 'env' in from ? (process.env[from.env] ?? '') : readFileSync(from.file, 'utf8').trim();
  if (key === '') {
    throw new UserError(`the key of redact.hash is empty: ${'env' in from ? `variable ${from.env}` : from.file}`);
  }
  return Buffer.from(key);
}
