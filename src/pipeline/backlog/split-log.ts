import type { LogSource } from '../../record/log-source.js';
import { isKnown, type RememberedFile } from '../../tail/chain/file-memory.js';
import { lineStart, readToEnd, STEP } from '../../tail/files/content-ends.js';
import { hashBefore, NO_BYTES, readFirstLine, readHead } from '../../tail/files/file-identity.js';
import { firstTimeOf } from '../../tail/files/first-time.js';
import { birthmarkOf, fileIdOf } from '../../tail/read/file-id.js';
import type { OpenLogFile } from './log-files.js';

/** A part of a physical file that is read later than the bytes after it. */
export interface BacklogPart {
  /** The known state of the file. The part begins at its `offset`. */
  readonly file: RememberedFile;
  /** Where the part ends: a byte offset in the uncompressed file (exclusive), at the end of a line. */
  readonly end: number;
  readonly bytes: OpenLogFile['bytes'];
  /** The path of the copy, if this is the saved rest of a deleted file. Undefined for the file itself. */
  readonly copy?: string;
}

/** A log whose backlog is read later than its fresh lines. */
export interface SplitLog {
  /** The state of the log's files from which the tail continues: after the end of the backlog. */
  readonly fresh: readonly RememberedFile[];
  /** Oldest first. */
  readonly backlog: readonly BacklogPart[];
}

export interface SplitOptions {
  /** Unread bytes below which a log has no backlog. */
  readonly least: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Age from which a line is not fresh, in milliseconds. */
const OLD = 10_000;
/**
 * Most bytes of compressed files that podtail decompresses to find their ends. No other log is read in the meantime.
 */
const MOST_COMPRESSED = 32 * 1024 * 1024;

/**
 * Separates the backlog of a log (all unread bytes that are there now) from what will be written to it. Undefined if
 * that is no backlog, or if it is unclear which file holds what. Then all is read in order. Files that are not part of
 * the backlog stay open. Throws the error of a failed read.
 *
 * @param files all files of the log, oldest first, the live one last
 * @param known what is known of them from before
 */
export function splitLog(
  files: readonly OpenLogFile[],
  known: readonly RememberedFile[],
  source: LogSource,
  { least, now }: SplitOptions,
): SplitLog | undefined {
  const found = findKnown(files, known);
  if (found === undefined) return undefined;
  const unread = files.filter((file) => !isRead(found.get(file), file));
  const isCompressed = unread.filter(({ bytes }) => bytes.isCompressed);
  if (isCompressed.reduce((sum, { size }) => sum + size, 0) > MOST_COMPRESSED) return undefined;
  const backlog = unread.flatMap((file) => partOf(file, found.get(file), source) ?? []);
  const [oldest] = backlog;
  if (oldest === undefined || backlog.reduce((sum, { file, end }) => sum + end - file.offset, 0) < least)
    return undefined;
  if (isFresh(oldest, now)) return undefined;
  const parts = new Map(backlog.map((part) => [part.bytes, part]));
  const fresh = files.flatMap((file) => {
    const part = parts.get(file.bytes);
    if (part !== undefined) return [behind(part, file)];
    const past = found.get(file);
    return past === undefined ? [] : [past];
  });
  return { fresh: [...known.filter((past) => ![...found.values()].includes(past)), ...fresh], backlog };
}

/** What is known of each file. Undefined if an unread file is missing, or if an unknown file is not the newest. */
function findKnown(
  files: readonly OpenLogFile[],
  known: readonly RememberedFile[],
): ReadonlyMap<OpenLogFile, RememberedFile> | undefined {
  const found = new Map<OpenLogFile, RememberedFile>();
  for (const file of files) {
    const past = known.find((one) => ![...found.values()].includes(one) && isKnown(one, file));
    if (past === undefined) continue;
    const before = files[files.indexOf(file) - 1];
    if (found.size > 0 && before !== undefined && !found.has(before)) return undefined;
    if (found.size === 0 && before !== undefined) return undefined;
    found.set(file, past);
  }
  const isMissed = (past: RememberedFile): boolean => !past.done && ![...found.values()].includes(past);
  return known.some(isMissed) ? undefined : found;
}

/** Whether a file was read to its end. Late lines in such a file are no backlog. */
function isRead(past: RememberedFile | undefined, { size, bytes }: OpenLogFile): boolean {
  if (past === undefined) return false;
  return past.done || (!bytes.isCompressed && size <= past.offset);
}

function partOf(file: OpenLogFile, past: RememberedFile | undefined, source: LogSource): BacklogPart | undefined {
  const { bytes, size } = file;
  const from = past?.offset ?? 0;
  const end = bytes.isCompressed ? readToEnd(bytes, 0) : lineStart(bytes, size);
  if (end <= from) return undefined;
  const place = {
    device: file.device,
    inode: file.inode,
    ...(file.bornAt === undefined ? {} : { bornAt: file.bornAt }),
  };
  const born = source.writtenByRuntime
    ? undefined
    : (past?.birthmark ?? birthmarkOf({ ...file, bornAt: bytes.bornAt() }));
  // As in the tail, the id of a file of which nothing is settled comes from its present first line.
  const id = (from > 0 ? past?.id : undefined) ?? fileIdOf(source, readFirstLine(bytes), born);
  const names = { id, ...(born === undefined ? {} : { birthmark: born }) };
  const begun = past ?? { head: readHead(bytes), offset: 0, before: NO_BYTES, size: 0, done: false };
  return { file: { ...begun, ...place, ...names, size: Math.max(size, end) }, end, bytes };
}

/** The state of the file for the tail: read up to the end of the part. */
function behind({ file, end, bytes }: BacklogPart, { isLive }: OpenLogFile): RememberedFile {
  const { lines: _, beforeAt: __, ...known } = file;
  return { ...known, offset: end, before: hashBefore(bytes, end), done: !isLive };
}

const buffer = Buffer.allocUnsafeSlow(STEP);

/** Whether the first line of a part is so recent that the log is hardly behind. False for a line without a time. */
function isFresh({ file, bytes }: BacklogPart, now: number): boolean {
  const length = Math.max(0, bytes.read(buffer, STEP, file.offset));
  const time = firstTimeOf(buffer.subarray(0, length));
  return time !== undefined && now - Number(time / 1_000_000n) < OLD;
}
