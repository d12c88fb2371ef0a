import { type DestinationsStatus, REQUEST_SECONDS, type RequestTimes, type SinkStatus } from '../record/sink-status.js';
import type { Tell } from './sample.js';

/** Causes that are told of at 0, so that the first one is seen as a rise. */
const USUAL_RETRIES = ['no_answer', 'status_429', 'status_503'];
const USUAL_REJECTIONS = ['status_400', 'too_large', 'given_up'];

export function tellSink(status: SinkStatus, tell: Tell): void {
  const sink = { sink: status.name };
  tell('podtail_sink_up', status.state === 'up' ? 1 : 0, sink);
  tell('podtail_sink_batches_total', status.batches, sink);
  tell('podtail_sink_records_total', status.records, sink);
  tell('podtail_sink_raw_bytes_total', status.bytes, sink);
  tell('podtail_sink_sent_bytes_total', status.sentBytes, sink);
  tell('podtail_sink_splits_total', status.splits, sink);
  tell('podtail_sink_dead_letters_total', status.deadLetters, sink);
  tell('podtail_sink_apart_records_total', status.apart, sink);
  tell('podtail_sink_truncated_records_total', status.truncated, sink);
  tell('podtail_sink_held_bytes', status.heldBytes, sink);
  tell('podtail_sink_in_flight_bytes', status.inFlightBytes, sink);
  for (const [reason, count] of withUsual(status.retriesBy, USUAL_RETRIES)) {
    tell('podtail_sink_retries_total', count, { ...sink, reason });
  }
  for (const [reason, count] of withUsual(status.rejected, USUAL_REJECTIONS)) {
    tell('podtail_sink_rejected_records_total', count, { ...sink, reason });
  }
  const dropped = { too_slow: status.dropped, dead_letters_full: status.deadLettersLost, lost_by_sink: status.lost };
  for (const [reason, count] of Object.entries(dropped)) {
    tell('podtail_sink_dropped_records_total', count, { ...sink, reason });
  }
  tellRequests(sink, status.requests, tell);
  tellDestinations(sink, status.destinations, tell);
}

function tellDestinations(
  sink: { readonly sink: string },
  { count, retrying, shown }: DestinationsStatus,
  tell: Tell,
): void {
  tell('podtail_sink_destinations', count - retrying, { ...sink, state: 'up' });
  tell('podtail_sink_destinations', retrying, { ...sink, state: 'retrying' });
  for (const { name, state, heldBytes } of shown) {
    tell('podtail_sink_destination_up', state === 'up' ? 1 : 0, { ...sink, destination: name });
    tell('podtail_sink_destination_held_bytes', heldBytes, { ...sink, destination: name });
  }
}

/** A histogram's buckets each hold those below them, too. */
function tellRequests(sink: { readonly sink: string }, { counts, seconds }: RequestTimes, tell: Tell): void {
  const name = 'podtail_sink_request_seconds';
  let total = 0;
  for (const [index, count] of counts.entries()) {
    total += count;
    tell(name, total, { ...sink, le: REQUEST_SECONDS[index] ?? '+Inf' }, `${name}_bucket`);
  }
  tell(name, seconds, sink, `${name}_sum`);
  tell(name, total, sink, `${name}_count`);
}

function withUsual(counts: Readonly<Record<string, number>>, usual: readonly string[]): [string, number][] {
  return Object.entries({ ...Object.fromEntries(usual.map((cause) => [cause, 0])), ...counts });
}
