import type { ByteSource } from './byte-source.js';
import { type Fingerprint, fingerprintOf, hashBefore, isSame, LONGEST_HEAD } from './file-identity.js';

/** Some bytes of a file's content: a fingerprint of at most 1,024 bytes that end at `at`, a byte offset. */
export interface Mark {
  readonly at: number;
  readonly fingerprint: Fingerprint;
}

/** By what a file's content is known again, whatever the file's name and inode are then. */
export interface Identity {
  /** Of the first line. */
  readonly head: Fingerprint;
  /** By ascending offsets. */
  readonly marks: readonly Mark[];
}

/**
 * How a file's content compares with an identity.
 * - `same`: all that is known is there;
 * - `prefix`: the file ends before the last mark, and all that is known of what comes before its end is there. It may be
 *   a copy that was made before more was written, or another file that begins alike;
 * - `different`: something else is there.
 */
export type Match = 'same' | 'prefix' | 'different';

/** What may be asked of a file's content, to compare it with identities. Read lazily, and only once. */
export interface Evidence {
  /** Of the `length` bytes before an offset; of fewer where the content ends before it. Throws what reading throws. */
  before(at: number, length: number): Fingerprint;
}

/**
 * The evidence of a file. To go back in a compressed one means to read it from its start, so that what is known of all that it
 * may be is asked for in order.
 *
 * @param expected all that it will be compared with
 */
export function createEvidence(source: ByteSource, expected: readonly Identity[]): Evidence {
  const found = new Map<string, Fingerprint>();
  const all = expected.flatMap(({ head, marks }) => [{ at: head.length, fingerprint: head }, ...marks]);
  const queries = all.map(({ at, fingerprint }) => ({ at, length: fingerprint.length }));
  const inOrder = queries.sort((one, other) => one.at - one.length - (other.at - other.length) || one.at - other.at);
  let next = 0;

  return {
    before(at, length) {
      const key = `${at} ${length}`;
      let fingerprint = found.get(key);
      while (fingerprint === undefined && source.isCompressed && next < inOrder.length) {
        const query = inOrder[next++]!;
        const read = hashBefore(source, query.at, query.length);
        found.set(`${query.at} ${query.length}`, read);
        fingerprint = found.get(key);
      }
      if (fingerprint !== undefined) return fingerprint;
      const read = hashBefore(source, at, length);
      found.set(key, read);
      return read;
    },
  };
}

/** Compares a file with an identity: the only place that does. Throws what reading the file throws. */
export function match({ head, marks }: Identity, evidence: Evidence): Match {
  if (head.length === 0) return 'different';
  for (const { at, fingerprint } of [{ at: head.length, fingerprint: head }, ...marks]) {
    if (fingerprint.length === 0) continue;
    const found = evidence.before(at, fingerprint.length);
    if (isSame(found, fingerprint)) continue;
    return found.length < fingerprint.length && at > head.length ? 'prefix' : 'different';
  }
  return 'same';
}

/**
 * Marks with one at the end of the first line, where the head does not reach that: Docker writes the time of a line at its end, and
 * files that begin with pieces of equal lines have equal heads.
 *
 * @param start what the file begins with
 */
export function addFirstLineMark(marks: readonly Mark[], start: Buffer): readonly Mark[] {
  const end = start.indexOf(NEWLINE) + 1;
  if (marks.length > 0 || end <= LONGEST_HEAD) return marks;
  return [{ at: end, fingerprint: fingerprintOf(start.subarray(end - MARK_BYTES, end)) }];
}

const NEWLINE = 0x0a;
/** Bytes of the mark at the end of the first line: with Docker they hold the line's time. */
const MARK_BYTES = 256;

/** The most marks of a file. */
const MOST_MARKS = 8;

/**
 * Marks at the ends of the last lines of a short file, up to `end`: a copy of it may lack lines that came late, while it was made. None of
 * the first line, nor of a longer file, which has others. Throws what reading throws.
 */
export function marksAtLineEnds(source: ByteSource, end: number): readonly Mark[] {
  if (end > LONGEST_HEAD) return [];
  const buffer = Buffer.allocUnsafe(end);
  const bytes = buffer.subarray(0, Math.max(0, source.read(buffer, end, 0)));
  const ends: number[] = [];
  for (let at = bytes.indexOf(NEWLINE) + 1; at > 0; at = bytes.indexOf(NEWLINE, at) + 1) ends.push(at);
  return ends
    .slice(1)
    .slice(-MOST_MARKS)
    .map((at) => ({ at, fingerprint: fingerprintOf(bytes.subarray(0, at)) }));
}

/**
 * Marks with those at the ends of lines that were just read, as far as they are at the start of a file, but of the first line: a copy
 * may end there, while more was read.
 *
 * @param bytes what was read
 * @param offset of these in the file
 */
export function addLineEnds(marks: readonly Mark[], bytes: Buffer, offset: number): readonly Mark[] {
  if (offset >= LONGEST_HEAD) return marks;
  const all = [...marks];
  let isFirst = offset === 0;
  for (let end = bytes.indexOf(NEWLINE) + 1; end > 0; end = bytes.indexOf(NEWLINE, end) + 1) {
    if (offset + end > LONGEST_HEAD) break;
    if (!isFirst) all.push({ at: offset + end, fingerprint: fingerprintOf(bytes.subarray(0, end)) });
    isFirst = false;
  }
  return all.slice(-MOST_MARKS);
}

/** Bytes between the first marks. */
const LEAST_DISTANCE = 1024;

/**
 * Marks with one more, if it is far enough behind the latest one: where there are too many, every other one is left out, so
 * that they are at growing distances for as long as a file grows.
 */
export function addMark(marks: readonly Mark[], at: number, fingerprint: () => Fingerprint): readonly Mark[] {
  const latest = marks.at(-1)?.at ?? 0;
  const distance = Math.max(LEAST_DISTANCE, Math.floor(latest / MOST_MARKS));
  if (at < latest + distance) return marks;
  const all = [...marks, { at, fingerprint: fingerprint() }];
  return all.length <= MOST_MARKS ? all : all.filter((_, index) => index % 2 === 1);
}

const probe = Buffer.alloc(1);

/**
 * Whether a file that is a prefix of another one is surely the start of that: a mark behind `leastLength` is there, or the file ends at one of
 * its marks. Throws what reading throws.
 *
 * @param leastLength bytes within which different files may begin alike
 */
export function isSureStart(source: ByteSource, marks: readonly Mark[], leastLength: number): boolean {
  const stands = ({ at, fingerprint }: Mark): boolean =>
    isSame(hashBefore(source, at, fingerprint.length), fingerprint);
  const first = marks.find(({ at }) => at >= leastLength);
  if (first !== undefined && stands(first)) return true;
  return marks.some((mark) => stands(mark) && source.read(probe, 1, mark.at) <= 0);
}
