import { type Conversion, type ConversionInProgress, createConversion, type Values } from '../conversion.js';
import { lostRest } from '../lost-rest.js';
import type { Section } from '../source-section.js';
import { createTransformList, type TransformList } from '../transform-list.js';
import { type Component, componentsOf, type Way, waysTo } from './graph.js';
import { addConditions, addToMatch, askedOn } from './matches.js';
import { convertSink } from './sinks.js';
import { convertSource } from './sources.js';
import { convertTransform } from './transforms.js';

/** A sink of Vector, its counterpart in podtail, and the ways to it. */
interface ConvertedSink {
  readonly component: Component;
  readonly sink: Values;
  readonly ways: readonly Way[];
}

/**
 * Converts a configuration of Vector, which is a graph. Conditions on the way to a sink become its `match`, and changes
 * to all records become transforms. Keys: https://vector.dev/docs/reference/configuration/
 */
export function convertVector(root: Section): Conversion {
  const conversion = createConversion();
  const { config } = conversion;
  config.stateDir = '/var/lib/podtail';
  const sources = componentsOf(root.section('sources'));
  const transforms = componentsOf(root.section('transforms'));
  const components = componentsOf(root.section('sinks'));
  convertGeneral(root, conversion);
  const isOnly = sources.filter(({ type }) => LOGS.includes(type)).length === 1;
  const labels = Object.assign({}, ...sources.map((source) => convertSource(source, isOnly, conversion))) as Values;
  if (!isOnly && Object.keys(labels).length > 0)
    conversion.lost(
      root.lineOf('sources'),
      'podtail requests labels for the pods of all logs, not only for those of this source',
    );
  const sinks = components.flatMap((component): ConvertedSink[] => {
    const ways = waysTo(component.inputs, sources, transforms).filter(({ source }) => LOGS.includes(source.type));
    const sink = isOfMetrics(component, sources, transforms) ? undefined : convertSink(component, conversion);
    if (sink === undefined) return [];
    config.sinks.push(sink);
    return [{ component, sink, ways }];
  });
  const list = createTransformList(conversion);
  for (const transform of transforms) convertStep(transform, sinks, list, conversion);
  if (Object.keys(labels).length > 0) {
    for (const { sink } of sinks) sink.match = { ...(sink.match as Values | undefined), labels };
  }
  findLevels(conversion);
  lostRest(root, conversion);
  return conversion;
}

/** Transforms that drop records. They are converted only if they apply to all records. */
const LEAVES_OUT = ['sample', 'throttle', 'dedupe'];

const LOGS = ['kubernetes_logs', 'file', 'docker_logs'];

/** Whether a sink gets only metrics and messages of Vector itself. */
function isOfMetrics(
  { inputs, section }: Component,
  sources: readonly Component[],
  transforms: readonly Component[],
): boolean {
  const ways = waysTo(inputs, sources, transforms);
  const isIt = ways.length > 0 && ways.every(({ source }) => /^(internal|host)_(metrics|logs)$/.test(source.type));
  if (isIt) section.ignore(...section.rest().map(({ key }) => key));
  return isIt;
}

/** Converts a transform. If it is on every way to every sink, it applies to all records. */
function convertStep(
  transform: Component,
  sinks: readonly ConvertedSink[],
  list: TransformList,
  conversion: ConversionInProgress,
): void {
  const { lost } = conversion;
  const isOn = ({ transforms }: Way): boolean => transforms.some(({ component }) => component === transform);
  const ways = sinks.flatMap((sink) => sink.ways);
  const isForAll = ways.every(isOn);
  const isFilter = ['filter', 'route', 'exclusive_route'].includes(transform.type);
  const { section, name, type } = transform;
  if (!ways.some(isOn)) {
    conversion.note(section.line, `the transform ${name} leads to no sink that podtail has`);
    section.ignore(...section.rest().map(({ key }) => key));
    return;
  }
  if (isFilter) {
    let isAdded = false;
    for (const { sink, ways } of sinks) {
      if (!ways.some(isOn)) continue;
      const asked = askedOn(ways.find(isOn)!).filter(({ component }) => component === transform);
      if (ways.length > 1 && !ways.every(isOn))
        lost(
          section.line,
          `the ${type} ${name} is on some of the ways to the sink ${String(sink.name)}; in podtail it applies to everything that the sink gets`,
          sink,
        );
      for (const one of asked) {
        const left = addToMatch(sink, one);
        const or = one.terms?.or ?? [];
        if (one.terms === undefined) {
          lost(
            one.line,
            `the condition ${one.text.replaceAll(/\s+/g, ' ')}: use match of the sink, keep or drop`,
            sink,
          );
        } else if (left.length + or.length > 0 && !isAdded) {
          isAdded = isForAll && type === 'filter' && addConditions(left, or, list);
          if (!isAdded)
            lost(
              one.line,
              `the condition ${one.text.replaceAll(/\s+/g, ' ')}: podtail has conditions on messages only for all sinks, with keep or drop`,
              sink,
            );
        }
      }
    }
  } else if (!isForAll) {
    lost(
      section.line,
      `the transform ${name} applies to some of the records; in podtail it applies to all logs and sinks, unless it has a match`,
    );
    if (LEAVES_OUT.includes(type)) {
      section.ignore(...section.rest().map(({ key }) => key));
      return;
    }
  }
  convertTransform(transform, list, conversion);
}

/** Adds the detection of levels, if a condition needs them. */
function findLevels({ config }: ConversionInProgress): void {
  const asks = (conditions: unknown): boolean =>
    ((conditions as Values[] | undefined) ?? []).some((condition) => condition.level !== undefined);
  for (const entry of config.transforms) {
    if ((asks(entry.keep) || asks(entry.drop)) && entry.json === undefined) entry.level = 'detect';
  }
  const isMatched = config.sinks.some(({ match }) => (match as Values | undefined)?.level !== undefined);
  const isFound = config.transforms.some(({ json, level }) => json !== undefined || level !== undefined);
  if (isMatched && !isFound) config.transforms.push({ level: 'detect' });
}

function convertGeneral(root: Section, { config, note }: ConversionInProgress): void {
  const api = root.section('api');
  if (api?.flag('enabled') === true) config.listen = api.text('address') ?? '127.0.0.1:8686';
  api?.ignore('enabled', 'address', 'playground', 'graphql');
  if (root.text('data_dir') !== undefined)
    note(
      root.lineOf('data_dir'),
      'podtail keeps positions in the folder stateDir; it does not take over those of Vector: start podtail with startAt: end while Vector still runs',
    );
  root.ignore(
    'acknowledgements',
    'healthchecks',
    'expire_metrics_secs',
    'timezone',
    'proxy',
    'tests',
    'schema',
    'wildcard_matching',
  );
}
