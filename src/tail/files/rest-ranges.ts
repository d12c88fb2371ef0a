import { type Fingerprint, LONGEST_HEAD } from './file-identity.js';

/** A range of byte offsets. */
export interface Range {
  readonly from: number;
  /** The byte at this offset is not in it. */
  readonly to: number;
}

/** What is known of a file, all offsets in its uncompressed content. */
interface KnownFile {
  readonly offset: number;
  readonly before: Fingerprint;
  readonly beforeAt?: number;
  readonly marks?: readonly { readonly at: number; readonly fingerprint: Fingerprint }[];
}

/**
 * Which parts of a file have to be copied, so that the copy is known as that file, and its rest can be read: its beginning, what is
 * known of it by fingerprints, and all from the offset on. In ascending order; no two of them touch.
 *
 * @param start the length of its beginning, with the whole first line
 */
export function restRanges(file: KnownFile, start: number, size: number): Range[] {
  const { offset, before, beforeAt = offset, marks = [] } = file;
  const known = [{ at: beforeAt, fingerprint: before }, ...marks];
  const wanted = [
    { from: 0, to: start },
    ...known.map(({ at, fingerprint }) => ({ from: at - fingerprint.length, to: at })),
    // What precedes the offset is what it will be known by next.
    { from: Math.max(0, offset - LONGEST_HEAD), to: size },
  ];
  const ranges: Range[] = [];
  for (const { from, to } of wanted.sort((one, other) => one.from - other.from)) {
    const last = ranges.at(-1);
    const end = Math.min(to, size);
    if (last !== undefined && from <= last.to)
      ranges[ranges.length - 1] = { from: last.from, to: Math.max(last.to, end) };
    else if (from < end) ranges.push({ from, to: end });
  }
  return ranges;
}
