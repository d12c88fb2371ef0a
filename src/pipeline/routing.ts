import type { TakenRecords } from '../deliver/route.js';
import { createNamesFilter, type NameMismatch } from '../discover/filter.js';
import type { LogSource } from '../record/log-source.js';
import { LEVELS, type RecordBlock, RecordFlag } from '../record/record-block.js';
import type { RecordTest } from '../record/row-selection.js';
import type { PipelineConfig, SinkConfig } from './pipeline-config.js';
import { createLabelsFilter, createSourceLabels, type LabelMismatch } from './source-labels.js';

/** The reason why a log is not read if no sink takes its records. */
export const UNROUTED = 'no sink takes it; podtail files --explain PATH shows the reasons';

type SinkMatch = Exclude<SinkConfig['match'], undefined>;
/** The `match` of a sink without one. */
const ALL: SinkMatch = { namespace: [], pod: [], container: [], labels: {} };
type RoutingConfig = Pick<PipelineConfig, 'labels' | 'transforms'>;

/** The logs that a sink gets, and the records of these logs. */
export interface SinkRouting {
  /** The names and labels of a log that its `match` excludes. Empty if the sink gets records of the log. */
  mismatches(source: LogSource): readonly (NameMismatch | LabelMismatch)[];
  /** The test of its `match` for each record. Undefined if it gets all records. */
  readonly test: RecordTest | undefined;
}

/** Creates the routing of a sink from its `match`. For the labels see `createSourceLabels`. */
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

/** The records that go to a sink, for its route. Undefined if it gets everything. */
export function takenRecords(
  match: SinkMatch | undefined,
  config: RoutingConfig,
): ((source: LogSource) => TakenRecords) | undefined {
  if (isForAll(match)) return undefined;
  const { mismatches, test = 'all' } = createSinkRouting(match, config);
  return (source) => (mismatches(source).length === 0 ? test : 'none');
}

/** Creates a test for logs that no sink takes. podtail does not read these. */
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

/** Tests the stream and the level of each record. Levels are numbers in a block. */
function recordTest({ stream, level }: Pick<SinkMatch, 'stream' | 'level'>): RecordTest | undefined {
  if (stream === undefined && level === undefined) return undefined;
  const flag = stream === undefined ? 0 : RecordFlag[stream];
  const levels = level === undefined ? undefined : levelTable(typeof level === 'string' ? [level] : level);
  return (block: RecordBlock, row: number) =>
    (flag === 0 || (block.flags[row]! & flag) !== 0) &&
    (levels === undefined || levels[block.hasLevels ? block.level[row]! : 0]!);
}

/** For the number of each level: whether its name is in the list. */
function levelTable(names: readonly string[]): readonly boolean[] {
  return LEVELS.map((level) => names.includes(level === '' ? 'none' : level));
}
