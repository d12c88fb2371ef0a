import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../config/config.js';
import type { StaticFields } from '../encode/static-fields.js';
import type { LogSource } from '../record/log-source.js';
import { UserError } from '../record/user-error.js';
import type { TransformChain } from '../transform/chain.js';
import type { WrapTransform } from '../transform/create-transforms.js';
import type { CountDropped, TransformTally } from '../transform/transform.js';
import type { Treatment } from './block-consumer.js';
import type { PipelineConfig } from './pipeline-config.js';
import { obeyedAnnotations, podWishes } from './pod-annotations.js';
import type { DefinedTransform } from './program-parts.js';
import { createLogFilter } from './source-labels.js';
import { timeRangeOf } from './time-range.js';
import { toTransformSettings } from './transform-settings.js';

type TransformEntry = Config['transforms'][number];

/** What the transforms of sources need from outside. Clocks are in milliseconds. */
export interface TransformSurroundings {
  /** The counter of dropped records of a source. */
  counterFor(source: LogSource): CountDropped;
  /** Not given: nobody needs the tally. */
  readonly tally?: TransformTally;
  now(): number;
  wallTime(): number;
  /** Not given: transforms are not wrapped. */
  readonly wrap?: WrapTransform;
}

/** The transforms of a source, with their state between two blocks. */
interface SourceTreatment extends Treatment {
  /** The settings that it was created from. */
  readonly settings: {
    /** The source with what was known of its pod. */
    readonly told: LogSource;
    readonly entries: readonly TransformEntry[];
    readonly own: readonly DefinedTransform[];
    /** Unused if there is no transform. */
    readonly fieldNames: ReadonlySet<string>;
  };
}

/** The transforms of all sources. */
export interface SourceTransforms {
  /**
   * Creates the transforms of a source, and adds to the source what they give to all its records: labels and field
   * names.
   *
   * @param before the treatment by an earlier configuration, which continues where the same is to be done
   * @param told the source with what is known of its pod
   */
  treat(source: LogSource, before?: SourceTreatment, told?: LogSource): SourceTreatment;
  /** When the source may be read again, in milliseconds of the clock. */
  readyAt(source: LogSource): number;
}

/**
 * Creates a function that returns the entries of `transforms` for a source: the wishes of its pod, and then the entries
 * that match it.
 */
function entriesFor(config: PipelineConfig): (source: LogSource) => TransformEntry[] {
  const { transforms } = config;
  const filters = transforms.map(({ match }) => createLogFilter(match, config));
  const obeyed = obeyedAnnotations(config);
  return (source) => {
    const { entry, replaced } = podWishes(source, obeyed);
    const matching = transforms.filter((_, index) => filters[index]!(source).length === 0);
    return [...(entry === undefined ? [] : [entry]), ...matching.map((each) => without(each, replaced))];
  };
}

function without(entry: TransformEntry, keys: readonly (keyof TransformEntry)[]): TransformEntry {
  if (!keys.some((key) => Object.hasOwn(entry, key))) return entry;
  return Object.fromEntries(
    Object.entries(entry).filter(([key]) => !(keys as readonly string[]).includes(key)),
  ) as unknown as TransformEntry;
}

/** Prepares the transforms of a configuration and of the program. Their code is loaded only if there are any. */
export async function createSourceTransforms(
  config: PipelineConfig,
  surroundings: TransformSurroundings,
  ownTransforms: readonly DefinedTransform[] = [],
): Promise<SourceTransforms> {
  const { transforms } = config;
  const range = timeRangeOf(config, surroundings.wallTime());
  const hasWishes = [...obeyedAnnotations(config)].some((name) => name !== 'exclude' && name !== 'tenant');
  if (transforms.length === 0 && ownTransforms.length === 0 && range === undefined && !hasWishes) {
    const [entries, own, fieldNames] = [[], [], new Set<string>()];
    return {
      treat(source, before, told = source) {
        const settings = { told, entries, own, fieldNames };
        return reusable(before, settings) ?? { source: told, chain: undefined, settings };
      },
      readyAt: () => 0,
    };
  }
  const { createTransforms } = await import('../transform/create-transforms.js');
  const fieldNames = await fieldNamesOf(config);
  const entriesOf = entriesFor(config);
  const chains = new WeakMap<LogSource, TransformChain>();
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
    treat(source, before, told = source) {
      const entries = entriesOf(told);
      const settings = { told, entries, own: ownTransforms, fieldNames };
      const treatment = reusable(before, settings) ?? {
        source: described(told, entries),
        chain: chainFor(told, entries),
        settings,
      };
      if (treatment.chain !== undefined) chains.set(source, treatment.chain);
      return treatment;
    },
    readyAt: (source) => chains.get(source)?.readyAt ?? 0,
  };
}

/**
 * The transforms of an earlier configuration, if they are still the same. Keys of hashes may have changed in their
 * files.
 */
function reusable(
  before: SourceTreatment | undefined,
  { told, entries, own, fieldNames }: SourceTreatment['settings'],
): SourceTreatment | undefined {
  if (before === undefined || before.settings.told !== told || entries.some(({ redact }) => redact?.hash !== undefined))
    return undefined;
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

/** The field names of all schemas that the sinks use. */
async function fieldNamesOf({
  sinks,
  schema,
  labels,
  transforms,
  kubernetes,
}: PipelineConfig): Promise<ReadonlySet<string>> {
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
  const own = new Set([...timestamps, ...used.flatMap((name) => fieldNames(name, statics, kubernetes !== undefined))]);
  const renamed = transforms.flatMap(({ rename = {} }) => Object.entries(rename));
  const others = renamed.flatMap(([name, other]) => (own.has(name) ? [other] : []));
  return new Set(['level', ...own, ...others]);
}

/** Merges mappings. The last one with a key wins. Undefined if there are none. */
function merged(
  mappings: readonly (Readonly<Record<string, string>> | undefined)[],
): Readonly<Record<string, string>> | undefined {
  return mappings.some((mapping) => mapping !== undefined) ? Object.assign({}, ...mappings) : undefined;
}

/**
 * Reads a key of hashes. The files and variables of a loaded configuration exist. A configuration that a program made
 * may name others.
 */
function readSecret(from: { readonly file: string } | { readonly env: string }): Buffer {
  const key = 'env' in from ? (process.env[from.env] ?? '') : readFileSync(from.file, 'utf8').trim();
  if (key === '') {
    throw new UserError(`the key of redact.hash is empty: ${'env' in from ? `variable ${from.env}` : from.file}`);
  }
  return Buffer.from(key);
}
