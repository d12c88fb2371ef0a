import { type LokiStream, lokiStream } from './loki-template.js';

/** Loki's own default for `max_label_names_per_series`. */
const MOST_LABELS = 15;

/**
 * Finds the stream for those entries of a stream that are too far behind what Loki has of it: the same labels and one
 * more. Its value is the same for all entries of a log, which are in order, and another for another log: so none of these
 * is too far behind the others. Undefined where there is no such stream, as for one that is such a stream itself.
 *
 * @param label the further label's name; undefined for none
 */
export function lateStreams(label: string | undefined): (stream: LokiStream) => LokiStream | undefined {
  const known = new WeakMap<LokiStream, LokiStream>();
  return (stream) => {
    if (label === undefined || stream.labels.has(label) || stream.labels.size >= MOST_LABELS) return undefined;
    let late = known.get(stream);
    if (late === undefined) {
      const labels = new Map(stream.labels).set(label, labelValue(stream));
      late = lokiStream(labels, stream.tenant, stream.source);
      known.set(stream, late);
    }
    return late;
  };
}

/** Of a dead letter nothing is known but its labels. */
function labelValue({ source }: LokiStream): string {
  if (source === undefined) return 'replayed';
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(source.path)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
