import path from 'node:path';
import picomatch from 'picomatch';
import { expandBraces } from './braces.js';

/** One level of a glob: a pattern for the names in one folder, or `**`. */
export interface GlobLevel {
  /** Whether the level stands for any number of folders, none too: `**`. */
  readonly isAnyDepth: boolean;
  /** Whether the pattern matches the whole name of an entry. */
  matches(name: string): boolean;
  /** The level for the entries of a folder that this one matches; undefined where this one matches files. */
  readonly next: GlobLevel | undefined;
}

/** A glob for files, taken apart: a folder whose name is fixed, and the levels below it. */
export interface Glob {
  /** Absolute. */
  readonly root: string;
  /** The level for the root's entries. */
  readonly first: GlobLevel;
}

/**
 * Takes a glob apart. A path without magic characters becomes its folder and one level that matches its name. Braces
 * that reach over folders make several globs.
 *
 * @param workingDirectory absolute; where relative globs begin
 */
export function parseGlob(glob: string, workingDirectory: string): Glob[] {
  return expandBraces(glob).flatMap((each) => {
    const segments = each.split('/').filter((segment) => segment !== '' && segment !== '.');
    const fixed = segments.findIndex(isMagic);
    const rootLength = fixed === -1 ? segments.length - 1 : fixed;
    const first = parseLevels(segments.slice(rootLength));
    if (first === undefined) return [];
    const start = each.startsWith('/') ? '/' : workingDirectory;
    return [{ root: path.resolve(start, ...segments.slice(0, rootLength).map(withoutEscapes)), first }];
  });
}

/** Whether the glob matches that absolute path. */
export function matchesGlob({ root, first }: Glob, file: string): boolean {
  const base = root.endsWith('/') ? root : `${root}/`;
  if (!file.startsWith(base)) return false;
  const names = file.slice(base.length).split('/');
  const name = names.pop()!;
  let levels = [first];
  for (const folder of names) levels = levelsWithin(levels, folder, true);
  return matchesFile(levels, name);
}

/** Whether an entry of that name is what one of the globs is after, given the levels at its folder. */
export function matchesFile(levels: readonly GlobLevel[], name: string): boolean {
  return withNoDepth(levels).some((level) => !level.isAnyDepth && level.next === undefined && level.matches(name));
}

/**
 * The levels at the entries of a folder, given those at the folder itself; none where no glob leads into it.
 *
 * @param isReal whether it is a folder and not a link to one: `**` follows no links, as they may lead in a circle
 */
export function levelsWithin(levels: readonly GlobLevel[], folder: string, isReal: boolean): GlobLevel[] {
  const within = new Set<GlobLevel>();
  for (const level of withNoDepth(levels)) {
    if (!level.matches(folder)) continue;
    if (level.isAnyDepth) {
      if (isReal) within.add(level);
    } else if (level.next !== undefined) {
      within.add(level.next);
    }
  }
  return [...within];
}

/** The levels, and those behind `**`, which may stand for no folder at all. */
function withNoDepth(levels: readonly GlobLevel[]): GlobLevel[] {
  return levels.flatMap((level) => (level.isAnyDepth && level.next ? [level, level.next] : [level]));
}

const ANY_NAME = '*';
const ANY_DEPTH = '**';

function parseLevels(segments: readonly string[]): GlobLevel | undefined {
  // What `**` alone is after are files at any depth.
  const complete = segments.at(-1) === ANY_DEPTH ? [...segments, ANY_NAME] : segments;
  const single = complete.filter((segment, index) => segment !== ANY_DEPTH || complete[index + 1] !== ANY_DEPTH);
  return single.reduceRight<GlobLevel | undefined>((next, segment) => {
    const isAnyDepth = segment === ANY_DEPTH;
    return { isAnyDepth, matches: matcherOf(isAnyDepth ? ANY_NAME : segment), next };
  }, undefined);
}

function matcherOf(segment: string): (name: string) => boolean {
  if (isMagic(segment)) return picomatch(segment, { nonegate: true, posix: true });
  const name = withoutEscapes(segment);
  return (other) => other === name;
}

function isMagic(segment: string): boolean {
  return picomatch.scan(segment).isGlob;
}

function withoutEscapes(segment: string): string {
  return segment.replace(/\\(.)/g, '$1');
}
