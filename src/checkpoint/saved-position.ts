import { isObject } from '../record/is-object.js';
import type { LineState } from '../record/line-state.js';

/** Some bytes of a file, known by their hash. */
interface HashedBytes {
  /** Bytes; 0 for none. */
  readonly length: number;
  /** Hexadecimal. */
  readonly hash: string;
}

/** How far a physical file was settled, and by what to know the file again. All offsets are in the uncompressed file. */
export interface SavedPosition {
  /** The log's path as discovery found it. */
  readonly path: string;
  /** Decimal text, since it may not fit a double. */
  readonly device: string;
  /** Decimal text, since it may not fit a double. */
  readonly inode: string;
  /** When the file was made, in nanoseconds since 1970, as decimal text; left out where that is not known. */
  readonly bornAt?: string;
  /** The file's first `length` bytes: its first line, or less; length 0 for a file that was empty. */
  readonly head: HashedBytes;
  /** Byte offset from which to continue: the end of the file's longest settled prefix. */
  readonly offset: number;
  /** The `length` bytes just before `beforeAt`. */
  readonly before: HashedBytes;
  /** Byte offset; left out where it is `offset`. */
  readonly beforeAt?: number;
  /** The `length` bytes before other offsets, in ascending order; left out where there are none. */
  readonly marks?: readonly { readonly at: number; readonly fingerprint: HashedBytes }[];
  /** Bytes that the file was seen to have. */
  readonly size: number;
  /** Whether the file was rotated away and all of it is settled: it is not read again while it is there. */
  readonly done: boolean;
  /** Names it in the ids of its records; left out while none was read. */
  readonly id?: string;
  /** Part of `id`, of a file whose lines may bear no times. */
  readonly birthmark?: string;
  /** What else it takes to continue from `offset`. */
  readonly lines?: LineState;
  /** Set if a file before it may have been missed, until something of it is settled: no line continues in it. */
  readonly followsGap?: true;
  /**
   * Where the part ends that is read later than what follows it: that has a position of its own. Left out where the file is
   * read in order.
   */
  readonly backlogEnd?: number;
  /** For how long podtail has found nothing at `path`, in milliseconds, while it ran; left out while the log is there. */
  readonly missingFor?: number;
}

export type ParsedPositions =
  | {
      readonly kind: 'positions';
      readonly positions: readonly SavedPosition[];
      /** Entries that cannot be used; the others can. */
      readonly bad: readonly BadPosition[];
    }
  | { readonly kind: 'damaged'; readonly reason: string };

/** An entry that is no position. */
export interface BadPosition {
  /** Of its log, where the entry says it. */
  readonly path: string | undefined;
  /** What is wrong with it, as in `offset is null`. */
  readonly problem: string;
}

const VERSION = 1;

/**
 * Reads what `formatPositions` wrote. Whatever the text is, it does not throw. One bad entry costs that entry alone;
 * `damaged` is a text that is no list of positions at all.
 */
export function parsePositions(text: string): ParsedPositions {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return damaged((error as Error).message);
  }
  if (!isObject(content)) return damaged('it is not a JSON object');
  const { version, positions } = content;
  if (version !== VERSION) {
    return damaged(`its version is ${JSON.stringify(version)}, but this podtail reads only version ${VERSION}`);
  }
  if (!Array.isArray(positions)) return damaged('"positions" is not a list');
  const good: SavedPosition[] = [];
  const bad: BadPosition[] = [];
  for (const position of positions as unknown[]) {
    const problem = problemOfPosition(position);
    if (problem === undefined) good.push(position as SavedPosition);
    else bad.push({ path: pathOf(position), problem });
  }
  return { kind: 'positions', positions: good, bad };
}

/** What is wrong with a position, as in `offset is null`; undefined for one that is as it should be. */
export function problemOfPosition(position: unknown): string | undefined {
  if (!isObject(position)) return `it is ${shown(position)}`;
  for (const [key, isRight] of CHECKS) {
    if (!isRight(position[key])) return `${key} is ${shown(position[key])}`;
  }
  const { before, offset, beforeAt = offset } = position as unknown as SavedPosition;
  return before.length > beforeAt
    ? `before.length is ${before.length}, more than the bytes before ${beforeAt}`
    : undefined;
}

/**
 * The content of a positions file: JSON, one position a line, so that people can search it.
 *
 * @param lineOf makes the line of one
 */
export function formatPositions(positions: readonly SavedPosition[], lineOf = formatPosition): string {
  const lines = positions.map((position) => `\n${lineOf(position)}`);
  return `{"version":${VERSION},"positions":[${lines.join(',')}\n]}\n`;
}

/** One position in that. */
export function formatPosition(position: SavedPosition): string {
  return JSON.stringify(position);
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isDecimal = (value: unknown): boolean => typeof value === 'string' && /^\d+$/.test(value);
const isBytes = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isMilliseconds = isBytes;
const isHashed = (value: unknown): boolean =>
  isObject(value) && isBytes(value.length) && typeof value.hash === 'string' && /^[0-9a-f]*$/.test(value.hash);

const isMarks = (value: unknown): boolean =>
  Array.isArray(value) && value.every((mark) => isObject(mark) && isBytes(mark.at) && isHashed(mark.fingerprint));

const isLineState = (value: unknown): boolean => {
  if (!isObject(value)) return false;
  const { openLine, openStream, openTime, settled } = value;
  const isLine = openLine === undefined || openLine === 'shipped' || openLine === 'cut';
  const isStream = openStream === undefined || openStream === 'stdout' || openStream === 'stderr';
  return isLine && isStream && optional(isText)(openTime) && optional(isSettled)(settled);
};
const isSettled = (value: unknown): boolean =>
  isObject(value) && isBytes(value.to) && [value.stdout, value.stderr].every(optional(isBytes));
const optional =
  (check: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || check(value);

const KEYS: { readonly [Key in keyof Required<SavedPosition>]: (value: unknown) => boolean } = {
  path: isText,
  device: isDecimal,
  inode: isDecimal,
  bornAt: optional(isDecimal),
  head: isHashed,
  offset: isBytes,
  before: isHashed,
  size: isBytes,
  done: (value) => typeof value === 'boolean',
  beforeAt: optional(isBytes),
  marks: optional(isMarks),
  id: optional((value) => typeof value === 'string' && /^[\w-]{22}$/.test(value)),
  birthmark: optional(isText),
  lines: optional(isLineState),
  followsGap: optional((value) => value === true),
  backlogEnd: optional(isBytes),
  missingFor: optional(isMilliseconds),
};

const CHECKS = Object.entries(KEYS);

function pathOf(position: unknown): string | undefined {
  return isObject(position) && typeof position.path === 'string' ? position.path : undefined;
}

/** A value for a message. NaN is itself here, and not null as in JSON. */
function shown(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return (JSON.stringify(value) ?? 'missing').slice(0, MOST_SHOWN);
}

const MOST_SHOWN = 80;

function damaged(reason: string): ParsedPositions {
  return { kind: 'damaged', reason };
}
