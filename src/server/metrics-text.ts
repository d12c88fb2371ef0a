import { type Metric as ClientMetric, Registry } from 'prom-client';
import type { PipelineStatus } from '../record/pipeline-status.js';
import { tellFiles } from './file-samples.js';
import { METRICS } from './metric-list.js';
import { createSamples, type Tell } from './sample.js';
import { tellSink } from './sink-samples.js';

export const METRICS_CONTENT_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

export interface MetricsOptions {
  /** Most logs that have series of their own. */
  readonly filesWithSeries: number;
  /** Tells of the process. */
  readonly tellProcess: (tell: Tell) => void;
}

/**
 * A status in the text format of Prometheus. Nothing is kept between two calls: what the status does not speak of any
 * more has no series any more.
 */
export function metricsText(status: PipelineStatus, options: MetricsOptions): Promise<string> {
  const samples = createSamples();
  tellPipeline(status, samples.tell);
  tellFiles(status.logs, options.filesWithSeries, samples.tell);
  for (const sink of status.sinks) tellSink(sink, samples.tell);
  options.tellProcess(samples.tell);

  const registry = new Registry();
  for (const { name, type, help } of METRICS) {
    const metric = { name, get: async () => ({ name, help, type, values: samples.of(name), aggregator: 'sum' }) };
    // The registry asks no more of a metric than this; its own classes keep their values, and here they are in the status.
    registry.registerMetric(metric as unknown as ClientMetric);
  }
  return registry.metrics();
}

function tellPipeline(status: PipelineStatus, tell: Tell): void {
  const { version, watches, counters, memoryLimit, configuration, positions, pods, catchUp } = status;
  tell('podtail_build_info', 1, { version });
  tell('podtail_directory_watches', watches.active);
  tell('podtail_directory_watches_missing', watches.missing);
  tell('podtail_read_bytes_total', counters.bytesRead);
  for (const [reason, bytes] of Object.entries(counters.abandoned)) {
    tell('podtail_abandoned_bytes_total', bytes, { reason });
  }
  for (const [reason, count] of Object.entries(counters.refused)) {
    tell('podtail_refused_opens_total', count, { reason });
  }
  tell('podtail_truncations_total', counters.truncations);
  tell('podtail_missed_rotations_total', counters.missedRotations);
  tell('podtail_records_total', counters.records);
  tell('podtail_dropped_records_total', counters.filtered, { reason: 'filtered' });
  tell('podtail_dropped_records_total', counters.deduplicated, { reason: 'deduplicated' });
  tell('podtail_dropped_records_total', counters.rateLimited, { reason: 'rate_limited' });
  tell('podtail_dropped_records_total', counters.unrouted, { reason: 'unrouted' });
  tell('podtail_unparsed_records_total', counters.unparsed);
  for (const [name, records] of Object.entries(counters.matched))
    tell('podtail_matched_records_total', records, { name });
  for (const mark of ['malformed', 'partial', 'truncated'] as const) {
    tell('podtail_marked_records_total', counters[mark], { mark });
  }
  tell('podtail_memory_limit_bytes', memoryLimit);
  for (const result of ['applied', 'refused'] as const) {
    tell('podtail_config_reloads_total', configuration[result], { result });
  }
  tell('podtail_config_last_reload_successful', configuration.last?.result === 'refused' ? 0 : 1);
  tell('podtail_config_last_reload_success_timestamp_seconds', configuration.loadedAt / 1000);
  if (catchUp !== undefined) {
    tell('podtail_logs_behind', catchUp.behind);
    tell('podtail_backlog_bytes', catchUp.backlogBytes);
  }
  if (pods !== undefined) {
    tell('podtail_pods', pods.known, { state: 'known' });
    tell('podtail_pods', pods.unknown, { state: 'unknown' });
    tell('podtail_pod_requests_total', pods.asked - pods.failed, { result: 'answered' });
    tell('podtail_pod_requests_total', pods.failed, { result: 'failed' });
  }
  if (positions === undefined) return;
  if (positions.savedAt !== undefined) tell('podtail_positions_saved_timestamp_seconds', positions.savedAt / 1000);
  tell('podtail_position_save_failures_total', positions.failures);
}
