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
  gauge('podtail_build_info', ['version'], 'Always 1; its label says which podtail this is.'),
  gauge('podtail_files', ['state'], 'Log files that are found: followed, or not read, by the reason.'),
  counter(
    'podtail_refused_opens_total',
    ['reason'],
    'Times that a file was not opened because it may not be read; each look tries again.',
  ),
  gauge(
    'podtail_files_without_series',
    [],
    'Log files past metrics.files, which stand together under the path "other".',
  ),
  gauge('podtail_directory_watches', [], 'Folders that the operating system watches.'),
  gauge(
    'podtail_directory_watches_missing',
    [],
    'Folders that it should watch and does not: there only the sweep looks.',
  ),
  gauge('podtail_file_size_bytes', FILE, 'Bytes that the log has, its unread rotated files included.'),
  gauge('podtail_file_lag_bytes', FILE, 'Bytes of the log that are not yet settled.'),
  gauge(
    'podtail_file_lag_seconds',
    FILE,
    'How long the oldest unsettled bytes of the log have been there; 0: there are none.',
  ),
  counter('podtail_file_read_bytes_total', FILE, 'Bytes read from the log.'),
  counter('podtail_file_settled_bytes_total', FILE, 'Bytes of the log that each sink has, or its dead letters.'),
  counter(
    'podtail_file_abandoned_bytes_total',
    [...FILE, 'reason'],
    'Bytes of the log that could not be read any more.',
  ),
  counter(
    'podtail_file_dropped_records_total',
    [...FILE, 'reason'],
    'Records of the log that a transform dropped: filtered, deduplicated or rate_limited; no series while there are none.',
  ),
  counter('podtail_file_rotations_total', FILE, 'Rotations of the log that were followed.'),
  counter('podtail_read_bytes_total', [], 'Bytes read from all logs, those that are gone included.'),
  counter('podtail_abandoned_bytes_total', ['reason'], 'The same of bytes that could not be read any more.'),
  counter('podtail_truncations_total', [], 'Log files that were found truncated, and read again from their start.'),
  counter('podtail_missed_rotations_total', [], 'Rotations between which files may have come and gone unread.'),
  counter('podtail_records_total', [], 'Records read.'),
  counter(
    'podtail_dropped_records_total',
    ['reason'],
    'Records that a transform dropped: filtered, deduplicated or rate_limited; unrouted: the match of no sink took them.',
  ),
  counter(
    'podtail_unparsed_records_total',
    [],
    'Records that do not have the form that parse of the configuration asks for; they stay text.',
  ),
  counter('podtail_matched_records_total', ['name'], 'Records that count of the configuration matched, by its name.'),
  counter('podtail_marked_records_total', ['mark'], 'Records that bear a mark: malformed, partial or truncated.'),
  gauge(
    'podtail_memory_limit_bytes',
    [],
    'Most payload that is held in memory (limits.memory); past it reading stops.',
  ),
  counter(
    'podtail_config_reloads_total',
    ['result'],
    'Reloads of the configuration: applied, or refused, where the one before goes on.',
  ),
  gauge('podtail_config_last_reload_successful', [], 'Whether the last configuration was taken, not refused.'),
  gauge(
    'podtail_config_last_reload_success_timestamp_seconds',
    [],
    'When the configuration in force was taken, at the start or by a reload, in seconds since 1970.',
  ),
  gauge('podtail_positions_saved_timestamp_seconds', [], 'When positions were last saved, in seconds since 1970.'),
  counter('podtail_position_save_failures_total', [], 'Times that positions could not be saved.'),
  gauge(
    'podtail_logs_behind',
    [],
    'Logs that are behind, and read at catchUp.bytesPerSecond; only where catchUp is configured.',
  ),
  gauge(
    'podtail_pods',
    ['state'],
    'Pods with logs whose labels are known, or unknown; only where kubernetes is configured.',
  ),
  counter('podtail_pod_requests_total', ['result'], 'Questions for labels of pods: answered, or failed.'),
  gauge('podtail_sink_up', ['sink'], 'Whether the sink, or one of its destinations, took what it was sent last.'),
  counter('podtail_sink_batches_total', ['sink'], 'Requests that the sink took, wholly or in part.'),
  counter('podtail_sink_records_total', ['sink'], 'Records that the sink took.'),
  counter('podtail_sink_raw_bytes_total', ['sink'], 'Bytes of these, before compression.'),
  counter('podtail_sink_sent_bytes_total', ['sink'], 'Bytes sent, after compression; tries that failed included.'),
  counter('podtail_sink_retries_total', ['sink', 'reason'], 'Requests that have to be sent again, by the reason.'),
  counter('podtail_sink_splits_total', ['sink'], 'Requests that were sent in parts, as the whole was too large.'),
  counter(
    'podtail_sink_rejected_records_total',
    ['sink', 'reason'],
    'Records that the sink refused, or that were given up.',
  ),
  counter('podtail_sink_dead_letters_total', ['sink'], 'Records that stand with the dead letters.'),
  counter(
    'podtail_sink_apart_records_total',
    ['sink'],
    "Records that stand in the sink's failure store, not in its index.",
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
  gauge('podtail_sink_held_bytes', ['sink'], 'Payload for the sink that is held in memory: encoded, and not settled.'),
  gauge('podtail_sink_in_flight_bytes', ['sink'], 'Of that, what is in requests that have no answer yet.'),
  gauge(
    'podtail_sink_destinations',
    ['sink', 'state'],
    'Tenants, indexes and streams that are known: up, or retrying, which take no data and whose logs wait.',
  ),
  gauge(
    'podtail_sink_destination_up',
    ['sink', 'destination'],
    'Whether the destination took what it was sent last; at most 50 of a sink, those in trouble first.',
  ),
  gauge(
    'podtail_sink_destination_held_bytes',
    ['sink', 'destination'],
    'Payload for the destination that is held in memory.',
  ),
  {
    name: 'podtail_sink_request_seconds',
    type: 'histogram',
    labels: ['sink'],
    help: 'How long requests took until it was known what came of them.',
  },
  counter('process_cpu_seconds_total', [], 'Processor time used, in seconds.'),
  gauge('process_resident_memory_bytes', [], 'Resident memory.'),
  gauge('process_start_time_seconds', [], 'When the process started, in seconds since 1970.'),
  gauge('process_open_fds', [], 'File descriptors that are open.'),
  gauge('process_max_fds', [], 'File descriptors that may be open.'),
] as const satisfies readonly Metric[];

export type MetricName = (typeof METRICS)[number]['name'];

function gauge<const Name extends string>(name: Name, labels: readonly string[], help: string) {
  return { name, type: 'gauge', labels, help } as const;
}

function counter<const Name extends string>(name: Name, labels: readonly string[], help: string) {
  return { name, type: 'counter', labels, help } as const;
}
