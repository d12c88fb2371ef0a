import { type LokiStream, lokiStream } from './loki-template.js';

/** Loki's own default for `max_label_names_per_series`. */
const MOST_LABELS = 15;

/**
 * Finds the additional stream for entries that are too far behind in their stream: the same labels and one more. The
 * value of that label is the same for all entries of a log, which are in order, and differs between logs. So no entry
 * is too far behind another one. Undefined if there is no additional stream, for example for a stream that is
 * additional itself.
 *
 * @param label the name of the additional label; undefined for none
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

/** The label value. Of a dead letter only the labels are known. */
function labelValue({ source }: LokiStream): string {
  if (source === undefined) return 'replayed';
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(source.path)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
