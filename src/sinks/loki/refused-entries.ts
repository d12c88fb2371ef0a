import type { SentEntry } from './loki-payloads.js';
import { isSameStream } from './stream-name.js';

/** The entries that Loki refused, as an answer says. */
export interface Refusals {
  readonly refusals: readonly Refusal[];
  /** Whether Loki took all other entries. If not, some may be neither named nor taken. */
  readonly isComplete: boolean;
}

/** Entries that an answer of Loki names, and the reason. */
interface Refusal {
  /** Their indexes in the payload, ascending. */
  readonly records: readonly number[];
  readonly reason: string;
  /** The reason in metrics. It uses Loki's own names (`loki_discarded_samples_total`), if there are any. */
  readonly cause: string;
  /** For a message of an ingester: whether its count matches, and covers all entries of the payload. */
  readonly isWhole?: boolean;
}

/** The cause for entries that are too far behind the newest one of their stream. */
export const TOO_FAR_BEHIND = 'too_far_behind';

/** An entry with its index in the payload. */
interface PlacedEntry extends SentEntry {
  readonly record: number;
}

/** A kind of message: its pattern, and the entries of the stream that it names. `stream` is a group of the pattern. */
interface MessageKind {
  readonly pattern: RegExp;
  readonly cause: string;
  readonly means: (entry: PlacedEntry, groups: Readonly<Record<string, string>>) => boolean;
}

const NANOSECONDS_PER_SECOND = 1_000_000_000n;
const STREAM = String.raw`(?<stream>\{(?:[^{}"]|"(?:[^"\\]|\\.)*")*\})`;
const TIME = String.raw`(?<time>\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d))`;
const all = (): boolean => true;

/**
 * Messages of Loki's distributor about entries (grafana/loki, pkg/validation/validate.go). It shows one of several of a
 * kind (`3 errors like: …`), so podtail takes all entries that it may mean. No line in the dead letters is lost.
 */
const MESSAGE_KINDS: readonly MessageKind[] = [
  {
    pattern: RegExp(
      `entry for stream '${STREAM}' has timestamp too old: [^,]+, oldest acceptable timestamp is: ${TIME}`,
      'g',
    ),
    cause: 'greater_than_max_sample_age',
    // The message shows the time without its fraction.
    means: ({ time }, groups) => time < secondsOf(groups.time!) + NANOSECONDS_PER_SECOND,
  },
  {
    pattern: RegExp(`entry for stream '${STREAM}' has timestamp too new: ${TIME}`, 'g'),
    cause: 'too_far_in_future',
    means: ({ time }, groups) => time >= secondsOf(groups.time!),
  },
  {
    pattern: RegExp(`max entry size '(?<most>\\d+)' bytes exceeded for stream '${STREAM}'`, 'gi'),
    cause: 'line_too_long',
    means: ({ lineBytes }, groups) => lineBytes > Number(groups.most),
  },
  {
    pattern: RegExp(`entry for stream '${STREAM}' has \\d+ label names`, 'g'),
    cause: 'max_label_names_per_series',
    means: all,
  },
  { pattern: RegExp(`stream '${STREAM}' has label name too long`, 'g'), cause: 'label_name_too_long', means: all },
  { pattern: RegExp(`stream '${STREAM}' has label value too long`, 'g'), cause: 'label_value_too_long', means: all },
  { pattern: RegExp(`stream '${STREAM}' has duplicate label name`, 'g'), cause: 'duplicate_label_names', means: all },
  {
    pattern: RegExp(`stream '${STREAM}' includes structured metadata`, 'g'),
    cause: 'disallowed_structured_metadata',
    means: all,
  },
  {
    pattern: RegExp(`stream '${STREAM}' has structured metadata too large`, 'g'),
    cause: 'structured_metadata_too_large',
    means: all,
  },
  {
    pattern: RegExp(`stream '${STREAM}' has too many structured metadata`, 'g'),
    cause: 'structured_metadata_too_many',
    means: all,
  },
  { pattern: RegExp(`error parsing labels '${STREAM}'`, 'gi'), cause: 'invalid_labels', means: all },
  {
    pattern: RegExp(`missing required labels [^{}]* for stream '?${STREAM}`, 'g'),
    cause: 'missing_enforced_labels',
    means: all,
  },
];

/**
 * The entries that a 400 of Loki names. Undefined if it names none, or names streams that are not in the payload.
 *
 * A message of an ingester replaces that of the distributor, which may then have refused entries without naming them.
 * The ingester reports only the refusals of the last stream.
 *
 * @param text the body of the answer
 * @param isCut whether the body was cut
 */
export function refusedEntries(text: string, isCut: boolean, entries: readonly SentEntry[]): Refusals | undefined {
  const placed = entries.map((entry, record) => ({ ...entry, record }));
  const ingester = refusedByIngester(text, placed);
  const refusals = [...ingester, ...refusedByDistributor(text, placed)];
  const isClear = refusals.length > 0 && refusals.every(({ records }) => records.length > 0);
  if (!isClear) return undefined;
  const isComplete = ingester.length > 0 ? ingester.every(({ isWhole }) => isWhole) : isAllKnown(text);
  return { refusals, isComplete: isComplete && !isCut };
}

/** Whether the distributor's answer, which is a list, has only known messages. */
function isAllKnown(text: string): boolean {
  const parts = text.split(/; (?=\d+ errors like: )/);
  return parts.every((part) => MESSAGE_KINDS.some(({ pattern }) => part.search(pattern) >= 0));
}

function refusedByDistributor(text: string, entries: readonly PlacedEntry[]): Refusal[] {
  return MESSAGE_KINDS.flatMap(({ pattern, cause, means }) =>
    Array.from(text.matchAll(pattern), (match) => {
      const groups = match.groups!;
      const meant = inStream(entries, groups.stream!).filter((entry) => means(entry, groups));
      return { records: meant.map(({ record }) => record), reason: match[0], cause };
    }),
  );
}

const INGESTER_ENTRY = /entry with timestamp (?<time>\S+ \S+) \S+ \S+ ignored, reason: '(?<reason>[^']*)'/g;
const INGESTER_TOTAL = RegExp(`total ignored: (?<ignored>\\d+) out of (?<all>\\d+)(?: for stream: ${STREAM})?`, 'g');
/** Older versions name the stream here, and not after the total. */
const INGESTER_STREAM = RegExp(`ignored, reason: '[^']*' for stream: ${STREAM}`);
const OLDEST = RegExp(`oldest acceptable timestamp is: ${TIME}`);

/**
 * Reads the message of Loki's ingester about the entries of one stream (grafana/loki, pkg/ingester/stream.go). It names
 * at most ten entries by their times, and then how many of how many were refused.
 */
function refusedByIngester(text: string, entries: readonly PlacedEntry[]): Refusal[] {
  let from = 0;
  return Array.from(text.matchAll(INGESTER_TOTAL), (total) => {
    const part = text.slice(from, total.index);
    from = total.index + total[0].length;
    const shown = Array.from(part.matchAll(INGESTER_ENTRY), (match) => match.groups!);
    const stream = total.groups!.stream ?? INGESTER_STREAM.exec(part)?.groups?.stream;
    const candidates = stream === undefined ? [] : inStream(entries, stream);
    const reason = shown.at(-1)?.reason ?? total[0];
    const meant = ignoredOf(candidates, Number(total.groups!.ignored), shown, reason);
    const cause = /out of order/.test(reason) ? 'out_of_order' : TOO_FAR_BEHIND;
    const isWhole =
      meant.length === Number(total.groups!.ignored) &&
      candidates.length === entries.length &&
      Number(total.groups!.all) === entries.length;
    return { records: meant.map(({ record }) => record), reason, cause, isWhole };
  });
}

/** The ignored entries, or all of the stream if they cannot be identified. No line in the dead letters is lost. */
function ignoredOf(
  candidates: readonly PlacedEntry[],
  ignored: number,
  shown: readonly Readonly<Record<string, string>>[],
  reason: string,
): readonly PlacedEntry[] {
  const times = new Set(shown.map(({ time }) => goTime(time!)));
  const named = candidates.filter(({ time }) => times.has(time));
  if (named.length === ignored) return named;
  const oldest = OLDEST.exec(reason)?.groups?.time;
  if (oldest === undefined) return candidates;
  const old = candidates.filter(({ time }) => time < secondsOf(oldest) + NANOSECONDS_PER_SECOND);
  if (old.length < ignored) return candidates;
  // The message shows seconds without fractions. Of the entries in that second, the first ones are meant.
  return [...old].sort((one, other) => (one.time < other.time ? -1 : 1)).slice(0, ignored);
}

function inStream(entries: readonly PlacedEntry[], stream: string): readonly PlacedEntry[] {
  const known = new Map<string, boolean>();
  return entries.filter((entry) => {
    const isSame = known.get(entry.stream) ?? isSameStream(entry.stream, stream);
    known.set(entry.stream, isSame);
    return isSame;
  });
}

/**
 * Parses a time as Go prints it, into nanoseconds: `2023-11-06 16:08:12.123456789 +0000 UTC`. The zone is always UTC.
 */
function goTime(text: string): bigint {
  const [seconds = '', fraction = ''] = text.split('.');
  return secondsOf(`${seconds.replace(' ', 'T')}Z`) + BigInt(fraction.padEnd(9, '0').slice(0, 9));
}

/** Parses a time without its fraction, into nanoseconds. 0 if it is not a time. */
function secondsOf(text: string): bigint {
  const seconds = Math.floor(Date.parse(text) / 1000);
  return Number.isNaN(seconds) ? 0n : BigInt(seconds) * NANOSECONDS_PER_SECOND;
}

/** The oldest acceptable time in a refusal, in seconds since 1970. 0 if it names none. */
export function oldestAcceptable(reason: string): number {
  const time = OLDEST.exec(reason)?.groups?.time;
  return time === undefined ? 0 : Number(secondsOf(time) / NANOSECONDS_PER_SECOND);
}
