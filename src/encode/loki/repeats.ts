/**
 * Finds records of a stream with the same time and text. Loki would keep only one of them. conmon gives all lines of
 * one read the same time. The first one is sent unchanged, and the others get their offset.
 */
export interface Repeats {
  /** The time of the last record. NaN before the first one. */
  seconds: number;
  nanos: number;
  /** Position in the payload of the first text of that time, until its hash is computed. Otherwise -1. */
  start: number;
  end: number;
  /** Hashes of the other texts of that time. */
  readonly hashes: Set<number>;
}

export function createRepeats(): Repeats {
  return { seconds: Number.NaN, nanos: 0, start: -1, end: -1, hashes: new Set() };
}

/**
 * Whether a record with the text in `bytes[start, end)` has the time and text of an earlier one. Texts are compared by
 * a hash. Two texts with the same hash cost some bytes, and no record.
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

/** Computes the pending hash. To be called before the memory of the payload may be used again. */
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
