import type { TakenRecords } from '../deliver/route.js';
import { createNamesFilter, type NameMismatch } from '../discover/filter.js';
import type { LogSource } from '../record/log-source.js';
import { LEVELS, type RecordBlock, RecordFlag } from '../record/record-block.js';
import type { RecordTest } from '../record/row-selection.js';
import type { PipelineConfig, SinkConfig } from './pipeline-config.js';
import { createLabelsFilter, createSourceLabels, type LabelMismatch } from './source-labels.js';

/** What is said of a log that is not read because no sink would get anything of it. */
export const UNROUTED = 'no sink takes it; podtail files --explain PATH shows the reasons';

type SinkMatch = Exclude<SinkConfig['match'], undefined>;
/** What a sink without a `match` takes. */
const ALL: SinkMatch = { namespace: [], pod: [], container: [], labels: {} };
type RoutingConfig = Pick<PipelineConfig, 'labels' | 'transforms'>;

/** Which logs a sink gets, and which records of these. */
export interface SinkRouting {
  /** Why it gets none of a log's records: names and labels that its `match` leaves out; empty where it gets some. */
  mismatches(source: LogSource): readonly (NameMismatch | LabelMismatch)[];
  /** What its `match` asks of each record; undefined where it gets them all. */
  readonly test: RecordTest | undefined;
}

/** Reads the `match` of a sink; for the labels see `createSourceLabels`. */
export function createSinkRouting(wanted: SinkMatch | undefined, config: RoutingConfig): SinkRouting {
  const { labels, ...match } = wanted ?? ALL;
  const nameMismatches = createNamesFilter(match);
  const labelMismatches = createLabelsFilter(labels);
  const labelsOf = createSourceLabels(config);
  return {
    mismatches: (source) => [...nameMismatches(source.metadata), ...labelMismatches(labelsOf(source))],
    test: recordTest(match),
  };
}

/** What goes to a sink, as its route says it; undefined where it gets everything. */
export function takenRecords(
  match: SinkMatch | undefined,
  config: RoutingConfig,
): ((source: LogSource) => TakenRecords) | undefined {
  if (isForAll(match)) return undefined;
  const { mismatches, test = 'all' } = createSinkRouting(match, config);
  return (source) => (mismatches(source).length === 0 ? test : 'none');
}

/** Tells whether no sink gets anything of a log, which is not read then. */
export function createUnrouted(
  config: Pick<PipelineConfig, 'sinks' | keyof RoutingConfig>,
): (source: LogSource) => boolean {
  if (config.sinks.some(({ match }) => isForAll(match))) return () => false;
  const routings = config.sinks.map(({ match }) => createSinkRouting(match, config));
  return (source) => routings.every(({ mismatches }) => mismatches(source).length > 0);
}

function isForAll(match: SinkMatch = ALL): boolean {
  const { namespace, pod, container, labels, stream, level } = match;
  const selecting = [...namespace, ...pod, ...container, ...Object.keys(labels)];
  return selecting.length === 0 && stream === undefined && level === undefined;
}

/** Tests what the runtime and the transforms say of each record; levels are numbers in a block. */
function recordTest({ stream, level }: Pick<SinkMatch, 'stream' | 'level'>): RecordTest | undefined {
  if (stream === undefined && level === undefined) return undefined;
  const flag = stream === undefined ? 0 : RecordFlag[stream];
  const levels = level === undefined ? undefined : levelTable(typeof level === 'string' ? [level] : level);
  return (block: RecordBlock, row: number) =>
    (flag === 0 || (block.flags[row]! & flag) !== 0) &&
    (levels === undefined || levels[block.hasLevels ? block.level[row]! : 0]!);
}

/** Whether the level of each number is one of the names. */
function levelTable(names: readonly string[]): readonly boolean[] {
  return LEVELS.map((level) => names.includes(level === '' ? 'none' : level));
}
