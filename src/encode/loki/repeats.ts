/**
 * What distinguishes records of a stream that have the same time and text, of which Loki would keep one: conmon gives the
 * lines of one read the same time. The first is sent as it is, the others with their offsets.
 */
export interface Repeats {
  /** Of the last record; NaN before there is one. */
  seconds: number;
  nanos: number;
  /** Where in the payload the first text of that time is, while its hash is not taken; -1 otherwise. */
  start: number;
  end: number;
  /** Hashes of the texts of that time, but for that one. */
  readonly hashes: Set<number>;
}

export function createRepeats(): Repeats {
  return { seconds: Number.NaN, nanos: 0, start: -1, end: -1, hashes: new Set() };
}

/**
 * Whether a record whose text is in `bytes[start, end)` has the time and text of one before it. Texts are distinguished
 * by a hash: two that share it cost one of them some bytes, and no record.
 */
export function isRepeat(repeats: Repeats, bytes: Uint8Array, start: number, end: number, time: RecordTime): boolean {
  if (time.seconds !== repeats.seconds || time.nanos !== repeats.nanos) {
    repeats.seconds = time.seconds;
    repeats.nanos = time.nanos;
    repeats.start = start;
    repeats.end = end;
    return false;
  }
  takeHash(repeats, bytes);
  const { hashes } = repeats;
  const before = hashes.size;
  return hashes.add(hashOf(bytes, start, end)).size === before;
}

/** To be called before the payload's memory may be used again: what is still to be known of its last record is kept. */
export function takeHash(repeats: Repeats, bytes: Uint8Array): void {
  if (repeats.start < 0) return;
  repeats.hashes.clear();
  repeats.hashes.add(hashOf(bytes, repeats.start, repeats.end));
  repeats.start = -1;
}

interface RecordTime {
  readonly seconds: number;
  readonly nanos: number;
}

/** FNV-1a. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash;
}
