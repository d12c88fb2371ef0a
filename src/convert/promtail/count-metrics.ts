import type { ConversionInProgress, Values } from '../conversion.js';
import type { Section } from '../source-section.js';
import type { TransformList } from '../transform-list.js';

/** Promtail's prefix of metric names. podtail has a prefix of its own. */
const DEFAULT_PREFIX = 'promtail_custom_';
const NAME = /^[a-zA-Z][a-zA-Z0-9_]{0,62}$/;

/**
 * Converts a stage `metrics`: counters of lines become `count`. Other metrics are lost.
 *
 * @param condition selects the lines of the stage. Not given: all
 */
export function convertMetrics(
  stage: Section,
  condition: Values | undefined,
  transforms: TransformList,
  { lost, note }: ConversionInProgress,
): void {
  const counts: Values[] = [];
  for (const { key: name } of stage.rest()) {
    const metric = stage.section(name);
    if (metric === undefined) continue;
    const [type, source] = [metric.text('type') ?? '', metric.text('source')];
    const config = metric.section('config');
    const [action, value, isAll] = [config?.text('action'), config?.text('value'), config?.flag('match_all')];
    const prefix = metric.text('prefix') ?? '';
    config?.ignore('count_entry_bytes');
    metric.ignore('description', 'max_idle_duration', 'config', 'source');
    const full = `${prefix === DEFAULT_PREFIX ? '' : prefix}${name}`;
    const isCounter = /^counter$/i.test(type) && action === 'inc' && value === undefined;
    if (isCounter && (isAll === true || source === undefined) && NAME.test(full)) {
      counts.push({ name: full, match: condition ?? { message: '^' } });
      note(metric.line, `the metric ${name} is podtail_matched_records_total{name="${full}"}`);
    } else {
      const what = source === undefined ? '' : ` of ${source}`;
      lost(metric.line, `the metric ${name} (${type.toLowerCase()}${what}): podtail only counts records`);
    }
  }
  if (counts.length > 0) transforms.add('count', counts);
}
