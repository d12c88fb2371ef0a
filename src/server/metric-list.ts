/** A metric of `/metrics`. */
export interface Metric {
  readonly name: string;
  readonly type: 'gauge' | 'counter' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
}

const FILE = ['namespace', 'pod', 'container', 'path'] as const;

/**
 * All metrics, in the order in which they are shown. `docs/metrics.md` is generated from this list, and the dashboard and
 * the alerts under `examples/` are tested against it. Names: https://prometheus.io/docs/practices/naming/
 */
export const METRICS = [
  gauge('podtail_build_info', ['version'], 'Always 1. The label has the version.'),
  gauge('podtail_files', ['state'], 'Log files found, by state: followed, or the reason why they are not read.'),
  counter(
    'podtail_refused_opens_total',
    ['reason'],
    'Times that podtail refused to open a file, by reason. It tries again at each sweep.',
  ),
  gauge(
    'podtail_files_without_series',
    [],
    'Log files beyond metrics.files. Their series are added up under the path "other".',
  ),
  gauge('podtail_directory_watches', [], 'Folders that podtail watches.'),
  gauge(
    'podtail_directory_watches_missing',
    [],
    'Folders that cannot be watched. podtail finds changes there by sweeps.',
  ),
  gauge('podtail_file_size_bytes', FILE, 'Size of the log, including its unread rotated files.'),
  gauge('podtail_file_lag_bytes', FILE, 'Bytes of the log that are not yet settled.'),
  gauge('podtail_file_lag_seconds', FILE, 'Age of the oldest unsettled bytes of the log. 0 if there are none.'),
  counter('podtail_file_read_bytes_total', FILE, 'Bytes read from the log.'),
  counter(
    'podtail_file_settled_bytes_total',
    FILE,
    'Bytes of the log that are settled: acknowledged by each sink, or in the dead letters.',
  ),
  counter('podtail_file_abandoned_bytes_total', [...FILE, 'reason'], 'Bytes of the log that are lost, by reason.'),
  counter(
    'podtail_file_dropped_records_total',
    [...FILE, 'reason'],
    'Records of the log that a transform dropped: filtered, deduplicated or rate_limited; no series while there are none.',
  ),
  counter('podtail_file_rotations_total', FILE, 'Rotations of the log that podtail followed.'),
  counter('podtail_read_bytes_total', [], 'Bytes read from all logs, including logs that are gone.'),
  counter('podtail_abandoned_bytes_total', ['reason'], 'Bytes of all logs that are lost, by reason.'),
  counter('podtail_truncations_total', [], 'Truncations of log files. podtail reads such a file again from its start.'),
  counter('podtail_missed_rotations_total', [], 'Rotations that may have deleted files before podtail read them.'),
  counter('podtail_records_total', [], 'Records read.'),
  counter(
    'podtail_dropped_records_total',
    ['reason'],
    'Records that a transform dropped: filtered, deduplicated or rate_limited; unrouted: the match of no sink took them.',
  ),
  counter('podtail_unparsed_records_total', [], 'Records that the transform parse could not parse. They stay text.'),
  counter('podtail_matched_records_total', ['name'], 'Records that the transform count matched, by its name.'),
  counter('podtail_marked_records_total', ['mark'], 'Records with a mark: malformed, partial or truncated.'),
  gauge('podtail_memory_limit_bytes', [], 'Limit of record data in memory (limits.memory). Reading pauses beyond it.'),
  counter(
    'podtail_config_reloads_total',
    ['result'],
    'Reloads of the configuration, by result: applied or refused. After a refusal the old configuration stays in use.',
  ),
  gauge('podtail_config_last_reload_successful', [], '1 if the last configuration was applied, 0 if it was refused.'),
  gauge(
    'podtail_config_last_reload_success_timestamp_seconds',
    [],
    'Unix time at which the configuration in use was applied, at the start or by a reload.',
  ),
  gauge('podtail_positions_saved_timestamp_seconds', [], 'Unix time at which positions were last saved.'),
  counter('podtail_position_save_failures_total', [], 'Failed attempts to save positions.'),
  gauge(
    'podtail_logs_behind',
    [],
    'Logs that are behind, and that podtail reads at catchUp.bytesPerSecond. Only if catchUp is configured.',
  ),
  gauge(
    'podtail_backlog_bytes',
    [],
    'Bytes that podtail reads later than fresh lines, and has not read yet. Only if catchUp is configured.',
  ),
  gauge(
    'podtail_pods',
    ['state'],
    'Pods with logs, by whether their labels are known. Only if kubernetes is configured.',
  ),
  counter('podtail_pod_requests_total', ['result'], 'Requests for the labels of pods, by result: answered or failed.'),
  gauge('podtail_sink_up', ['sink'], '1 if the sink, or one of its destinations, took the last request.'),
  counter('podtail_sink_batches_total', ['sink'], 'Requests that the sink took, as a whole or in part.'),
  counter('podtail_sink_records_total', ['sink'], 'Records that the sink took.'),
  counter('podtail_sink_raw_bytes_total', ['sink'], 'Bytes of records that the sink took, before compression.'),
  counter('podtail_sink_sent_bytes_total', ['sink'], 'Bytes sent, after compression, including failed attempts.'),
  counter('podtail_sink_retries_total', ['sink', 'reason'], 'Requests that were sent again, by reason.'),
  counter('podtail_sink_splits_total', ['sink'], 'Requests that were split, because they were too large.'),
  counter(
    'podtail_sink_rejected_records_total',
    ['sink', 'reason'],
    'Records that the sink refused, or that podtail gave up, by reason.',
  ),
  counter('podtail_sink_dead_letters_total', ['sink'], 'Records written to the dead letters.'),
  counter(
    'podtail_sink_apart_records_total',
    ['sink'],
    'Records that the sink put into its failure store, not into its index.',
  ),
  counter(
    'podtail_sink_truncated_records_total',
    ['sink'],
    'Records whose lines were cut, because they are longer than the sink takes.',
  ),
  counter(
    'podtail_sink_dropped_records_total',
    ['sink', 'reason'],
    'Records lost: an optional sink was too slow, the dead letters were full or not kept, or the sink lost them.',
  ),
  gauge('podtail_sink_held_bytes', ['sink'], 'Bytes in memory for the sink: encoded, and not settled.'),
  gauge('podtail_sink_in_flight_bytes', ['sink'], 'Bytes in requests to the sink that have no answer yet.'),
  gauge(
    'podtail_sink_destinations',
    ['sink', 'state'],
    'Known tenants, indexes and streams: up, or retrying. A destination that retries takes no data, and its logs wait.',
  ),
  gauge(
    'podtail_sink_destination_up',
    ['sink', 'destination'],
    '1 if the destination took the last request. At most 50 of a sink, failing ones first.',
  ),
  gauge('podtail_sink_destination_held_bytes', ['sink', 'destination'], 'Bytes in memory for the destination.'),
  {
    name: 'podtail_sink_request_seconds',
    type: 'histogram',
    labels: ['sink'],
    help: 'Duration of requests, until their outcome was known.',
  },
  counter('process_cpu_seconds_total', [], 'Processor time used, in seconds.'),
  gauge('process_resident_memory_bytes', [], 'Resident memory.'),
  gauge('process_start_time_seconds', [], 'Unix time at which the process started.'),
  gauge('process_open_fds', [], 'Open file descriptors.'),
  gauge('process_max_fds', [], 'Limit of open file descriptors.'),
] as const satisfies readonly Metric[];

export type MetricName = (typeof METRICS)[number]['name'];

function gauge<const Name extends string>(name: Name, labels: readonly string[], help: string) {
  return { name, type: 'gauge', labels, help } as const;
}

function counter<const Name extends string>(name: Name, labels: readonly string[], help: string) {
  return { name, type: 'counter', labels, help } as const;
}
