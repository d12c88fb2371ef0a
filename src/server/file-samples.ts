import type { FileStatus, LogStatus } from '../record/log-status.js';
import type { Tell } from './sample.js';

const STATES = ['followed', 'missing', 'refused', 'unreadable', 'duplicate'] as const;

/**
 * Tells of each log, in the order in which they were found, so that a log keeps its series as long as it is followed. Past
 * `most` of them only the sizes and lags are told, together: a counter of several logs would fall when one goes.
 */
export function tellFiles(logs: readonly LogStatus[], most: number, tell: Tell): void {
  for (const state of STATES) {
    tell('podtail_files', logs.filter(({ problemKind = 'followed' }) => problemKind === state).length, { state });
  }
  for (const log of logs.slice(0, most)) tellFile(log, tell);
  const others = logs.slice(most);
  tell('podtail_files_without_series', others.length);
  if (others.length > 0) {
    const labels = { namespace: '', pod: '', container: '', path: 'other' };
    tellBehind(
      others.flatMap(({ files }) => files),
      labels,
      tell,
    );
  }
}

function tellFile(
  {
    metadata,
    path,
    files,
    readBytes,
    settledBytes,
    rotations,
    abandoned,
    filtered,
    deduplicated,
    rateLimited,
  }: LogStatus,
  tell: Tell,
): void {
  const { namespace = '', pod = '', container = '' } = metadata;
  const labels = { namespace, pod, container, path };
  tellBehind(files, labels, tell);
  tell('podtail_file_read_bytes_total', readBytes, labels);
  tell('podtail_file_settled_bytes_total', settledBytes, labels);
  tell('podtail_file_rotations_total', rotations, labels);
  for (const [reason, bytes] of Object.entries(abandoned)) {
    tell('podtail_file_abandoned_bytes_total', bytes, { ...labels, reason });
  }
  for (const [reason, records] of Object.entries({ filtered, deduplicated, rate_limited: rateLimited })) {
    if (records !== undefined) tell('podtail_file_dropped_records_total', records, { ...labels, reason });
  }
}

function tellBehind(files: readonly FileStatus[], labels: Readonly<Record<string, string>>, tell: Tell): void {
  let size = 0;
  let lagBytes = 0;
  let lagSeconds = 0;
  for (const file of files) {
    size += file.size;
    lagBytes += file.lagBytes;
    lagSeconds = Math.max(lagSeconds, file.lagSeconds);
  }
  tell('podtail_file_size_bytes', size, labels);
  tell('podtail_file_lag_bytes', lagBytes, labels);
  tell('podtail_file_lag_seconds', lagSeconds, labels);
}
