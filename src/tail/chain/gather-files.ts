import path from 'node:path';
import { type NotOpened, openLog } from '../../os/open-log.js';
import { compressionOf } from '../files/compression.js';
import { hashBefore, NO_BYTES, readStart } from '../files/file-identity.js';
import { diskKeyOf, type FileOnDisk } from '../files/file-on-disk.js';
import { readFirstTime } from '../files/first-time.js';
import { areSameNames, lookAtNames, type NamesOnDisk } from '../files/named-files.js';
import { realPathBy } from '../files/real-path.js';
import { type ReopeningOptions, ReopeningSource } from '../files/reopening-source.js';
import { countMissing, hasLocalTime, isNamedAfter } from '../files/siblings.js';
import type { TailOptions } from '../tail-options.js';
import type { KeptFiles } from './kept-files.js';
import { orderByFirstLines } from './local-times.js';
import type { OpenFile } from './open-file.js';

/** The physical files of a log as they stood at one moment, all open. */
export interface GatheredFiles {
  readonly live: OpenFile;
  /** Those that rotation made of it, oldest first, and those that were deleted since. What may not be opened is left out. */
  readonly rotated: readonly OpenFile[];
  readonly unreadable: readonly UnreadableFile[];
  /** How many names there are of the log's files. */
  readonly names: number;
}

interface UnreadableFile {
  readonly target: string;
  readonly reason: string;
}

type GatherOptions = Omit<ReopeningOptions, 'livePath'> &
  Pick<TailOptions, 'pause' | 'now'> & {
    /** Files that are known to be the log's, whatever their names are; none if not given. */
    readonly wanted?: readonly FileOnDisk[];
  };

/** How often the look is repeated. It takes less than a millisecond, so that rotations must come very fast to spoil all. */
const TRIES = 100;

/**
 * Where a folder has so many files that a look takes long, it is repeated so often at least, and no more after so many milliseconds:
 * other logs wait.
 */
const TRIES_AT_LEAST = 2;
const LONGEST_TRIES = 20;

/**
 * In how many looks a number is missing among the files' names, and how many milliseconds apart, before it counts as deleted: a
 * rotation renames them within microseconds, while it has a processor.
 */
const LOOKS_AT_GAP = 5;
const PAUSE_AT_GAP = 2;

const ROTATED_TOO_FAST: NotOpened = {
  kind: 'unreadable',
  reason: 'it is rotated too fast to tell its files apart; podtail tries again',
};

/**
 * Opens the file at a log's path and all that rotation made of it at once, before any is read: a rotation gives them other
 * names, and a file that is being compressed is not to be taken for one that is complete, so that what was opened under a
 * name has to be what the name meant when the folder was listed. The handles stay right, whatever names the files get
 * later; what was opened in vain is kept until a look succeeds.
 *
 * @param logPath which may be a link
 * @param take takes the files over; undefined where they are not as they were opened any more, and all is to be repeated
 */
export function gatherFiles<Taken>(
  logPath: string,
  options: GatherOptions,
  kept: KeptFiles,
  take: (files: GatheredFiles) => Taken | undefined,
): Taken | NotOpened {
  let gaps = 0;
  for (const _ of triesOf(options)) {
    let expected: string | undefined;
    const result = open(logPath, options, (target) => {
      expected = realPathBy(logPath, target);
      return expected;
    });
    if ('kind' in result) return result;
    kept.add(result);
    // Renamed before its handle was looked up: by the new name, its siblings would not be found, and be forgotten.
    if (result.target !== expected) continue;
    const look = openAll(result.target, options, kept);
    if (look?.live !== diskKeyOf(result)) continue;
    const { unreadable, seen } = look;
    const missing = missingIn(result.target, look.names);
    const hasGap = [...missing.values()].some((count) => count > 0);
    if (hasGap && ++gaps < LOOKS_AT_GAP && options.pause(PAUSE_AT_GAP)) continue;
    kept.noteMissing(missing);
    const files = kept.take(path.dirname(result.target));
    const live = files.find((file) => diskKeyOf(file) === diskKeyOf(result))!;
    const rotated = files.filter((file) => file !== live);
    const taken = take({ live: { ...live, ...seen }, rotated, unreadable, names: look.names.size });
    if (taken !== undefined) return taken;
  }
  return ROTATED_TOO_FAST;
}

/**
 * The same of a log that is gone, or led elsewhere: opens what is left of its files, and keeps them in their order.
 *
 * @param livePath where the live file stood, links resolved
 * @returns those that could not be opened
 */
export function gatherLeft(livePath: string, options: GatherOptions, kept: KeptFiles): readonly UnreadableFile[] {
  for (let tries = 0; tries < TRIES; tries++) {
    const look = openAll(livePath, options, kept);
    if (look === undefined) continue;
    // Nobody rotates it any more, so that no gap is one for a moment.
    kept.noteMissing(missingIn(livePath, look.names));
    return look.unreadable;
  }
  return [];
}

function* triesOf({ now }: Pick<GatherOptions, 'now'>): Generator<number> {
  const end = now() + LONGEST_TRIES;
  for (let tries = 0; tries < TRIES && (tries < TRIES_AT_LEAST || now() < end); tries++) yield tries;
}

/** How many files are missing before each of them. */
function missingIn(livePath: string, names: NamesOnDisk): ReadonlyMap<string, number> {
  const counts = countMissing(
    path.basename(livePath),
    [...names.keys()].map((target) => path.basename(target)),
  );
  return new Map(
    [...names.values()].flatMap((file, index) => (file === undefined ? [] : [[file.key, counts[index]!]])),
  );
}

/** What stood in the live file while the others were those that were found. */
type SeenFile = Pick<OpenFile, 'size' | 'start' | 'end'>;

interface Look {
  /** The file at the live one's path. */
  readonly live: string | undefined;
  readonly names: NamesOnDisk;
  readonly seen: SeenFile | undefined;
  readonly unreadable: readonly UnreadableFile[];
}

/**
 * Opens all files of a log.
 *
 * @param livePath where the live file is, links resolved
 * @returns undefined where what their names stand for changed meanwhile
 */
function openAll(livePath: string, options: GatherOptions, kept: KeptFiles): Look | undefined {
  const before = lookAtNames(livePath, options.wanted);
  kept.noteNames(before);
  const unreadable: UnreadableFile[] = [];
  const named: string[] = [];
  for (const [target, file] of before) {
    if (file === undefined) continue;
    if (kept.has(file.key)) {
      named.push(file.key);
      continue;
    }
    const result = open(target, options, () => livePath);
    if ('bytes' in result) kept.add(result);
    else if (result.kind === 'unreadable') unreadable.push({ target, reason: result.reason });
    // Another file may have got the inode since the look.
    if ('bytes' in result && result.bytes.bornAt() === file.bornAt) named.push(file.key);
  }
  const folder = path.dirname(livePath);
  const liveKey = before.get(livePath)?.key;
  const keysOf = (names: NamesOnDisk): string[] => orderKeys(names, livePath, kept);
  const found = new Set(named);
  kept.sort(
    keysOf(before).filter((key) => found.has(key)),
    liveKey !== undefined && found.has(liveKey) ? liveKey : undefined,
    folder,
  );
  // What is copied and truncated later is known by that; what was earlier is among the files, or their names differ.
  const seen = lookInto(liveKey === undefined ? undefined : kept.get(liveKey));
  const after = lookAtNames(livePath, options.wanted);
  kept.noteNames(after);
  const live = after.get(livePath)?.key;
  kept.sort(keysOf(after), live, folder);
  return areSameNames(before, after) ? { live, names: after, seen, unreadable } : undefined;
}

/** The keys of the files, oldest first, the live one last. */
function orderKeys(names: NamesOnDisk, livePath: string, kept: KeptFiles): string[] {
  const isLive = (target: string): boolean => target === livePath;
  const named = [...names].flatMap(([target, file]) => (file === undefined ? [] : [{ ...file, target }]));
  const hasTimes = named.some(({ target }) => hasLocalTime(path.basename(livePath), path.basename(target)));
  if (!hasTimes) return named.map(({ key }) => key);
  const rotated = named
    .filter(({ target }) => !isLive(target))
    .map((file) => ({ ...file, isCompressed: compressionOf(file.target) !== undefined }));
  const ordered = orderByFirstLines(rotated, ({ key }) => {
    const bytes = kept.get(key)?.bytes;
    return bytes && readFirstTime(bytes).time;
  });
  return [...ordered, ...named.filter(({ target }) => isLive(target))].map(({ key }) => key);
}

function lookInto(file: OpenFile | undefined): SeenFile | undefined {
  if (file === undefined) return undefined;
  const { bytes } = file;
  const size = bytes.sizeOnDisk();
  return { start: readStart(bytes), size, end: bytes.isCompressed ? NO_BYTES : hashBefore(bytes, size) };
}

/** @param livePathFor where the live file is, links resolved, given where the opened one does; undefined where that is not known */
function open(
  target: string,
  options: GatherOptions,
  livePathFor: (opened: string) => string | undefined,
): OpenFile | NotOpened {
  options.openFiles.makeRoom();
  const result = openLog(target, options.readRules);
  if (result.kind !== 'opened') return result;
  const { kind: _, descriptor, ...opened } = result;
  const livePath = livePathFor(opened.target);
  // Where the path was led elsewhere meanwhile, its files are in another folder.
  const isBeside = livePath !== undefined && path.dirname(livePath) === path.dirname(opened.target);
  const { readRules, openFiles } = options;
  const bytes = new ReopeningSource(descriptor, opened.target, opened, {
    livePath: isBeside ? livePath : opened.target,
    readRules,
    openFiles,
  });
  const isStranger = livePath !== undefined && isBeside && !isNamedAfter(livePath, opened.target);
  return { ...opened, bytes, isStranger, isTruncated: opened.target === livePath ? 'maybe' : false };
}
