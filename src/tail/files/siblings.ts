import fs from 'node:fs';
import path from 'node:path';
import { plainNameOf } from './compression.js';

/**
 * The absolute paths of a log's physical files, oldest first, the live one last: one look at its folder, in which a
 * rotation may be half done, so that who reads them has to distinguish them by what is in them. Empty where the folder
 * is gone or may not be read. Throws other failures, such as no descriptor being left.
 *
 * @param livePath the live file's own path, links resolved
 */
export function listSiblings(livePath: string): string[] {
  const folder = path.dirname(livePath);
  try {
    const names = fs.readdirSync(folder);
    const siblings = orderSiblings(path.basename(livePath), names);
    return siblings.slice(-MOST_SIBLINGS).map((name) => path.join(folder, name));
  } catch (error) {
    if (GONE.has((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

/** The most files of one log that are looked at, the live one and the newest of the others: each look opens them. */
export const MOST_SIBLINGS: number = 1_001;

/** How many more rotated files a log has than are looked at. */
export function countBeyond(livePath: string): number {
  try {
    const names = fs.readdirSync(path.dirname(livePath));
    if (names.length <= MOST_SIBLINGS) return 0;
    return Math.max(0, orderSiblings(path.basename(livePath), names).length - MOST_SIBLINGS);
  } catch {
    return 0;
  }
}

/** Whether a file's name shows that it is a log's live or rotated one. Both paths have the same folder. */
export function isNamedAfter(livePath: string, target: string): boolean {
  return target === livePath || parseRotated(path.basename(livePath), path.basename(target)) !== undefined;
}

/** Whether the name of a rotated file has a time of day without an offset (the kubelet's): it may go back by an hour. */
export function hasLocalTime(liveName: string, name: string): boolean {
  const rotation = name === liveName ? undefined : rotationIn(liveName, plainNameOf(name));
  return rotation !== undefined && TIME.test(rotation) && rotation.replace(/\D/g, '').length > 'YYYYMMDD'.length;
}

/** The most files of other names that are looked at. */
const MOST_OTHERS = 2_000;

/** The absolute paths of the other files in a log's folder; those whose names begin as the log's come first. */
export function listOthers(livePath: string): string[] {
  const folder = path.dirname(livePath);
  const liveName = path.basename(livePath);
  const stem = stemOf(liveName);
  try {
    const names = fs
      .readdirSync(folder)
      .filter((name) => name !== liveName && parseRotated(liveName, name) === undefined && !name.endsWith('.tmp'));
    const [alike, others] = [true, false].map((is) => names.filter((name) => name.startsWith(stem) === is));
    return [...alike!, ...others!].slice(0, MOST_OTHERS).map((name) => path.join(folder, name));
  } catch (error) {
    if (GONE.has((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

const GONE: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM']);

/**
 * Of the names in a folder, those of one log's files, oldest first, the live one last. Rotated files have the live
 * file's name and behind it
 * - a number, the higher the older: Docker (moby `daemon/logger/loggerutils/logfile.go`) and logrotate;
 * - a time, the earlier the older: the kubelet's `.20231106-160812` (kubernetes
 *   `pkg/kubelet/logs/container_log_manager.go`), logrotate's `-20231106` (`dateext`) and `-1699286892` (`dateformat -%s`),
 *   others' `.2023-11-06`;
 *
 * where logrotate keeps the live file's extension (`extension .log`), before that: `app-20231106.log`; and `.gz` or
 * `.zst` where they are compressed. A plain file counts before its compressed one, which is being written then; the `.tmp` of
 * the kubelet's compression never counts. Where a folder has both numbers and times, the numbers count as older.
 */
export function orderSiblings(liveName: string, names: readonly string[]): string[] {
  const all = new Set(names);
  const rotated = names
    .map((name) => parseRotated(liveName, name))
    .filter((file) => file !== undefined)
    .filter(({ name, plainName }) => name === plainName || !all.has(plainName))
    .sort(compareAge)
    .map(({ name }) => name);
  return all.has(liveName) ? [...rotated, liveName] : rotated;
}

/**
 * How many files are missing before each of a log's files, as the numbers in their names say: the one before it in the list was
 * not the one before it when it was made.
 *
 * @param names oldest first, the live one last if it is there
 */
export function countMissing(liveName: string, names: readonly string[]): number[] {
  const numbers = names.map((name) => (name === liveName ? 0 : parseRotated(liveName, name)?.number));
  return numbers.map((number, index) => {
    const before = numbers[index - 1];
    return number === undefined || before === undefined ? 0 : Math.max(0, before - number - 1);
  });
}

interface RotatedName {
  readonly name: string;
  /** The name without what compression adds to it. */
  readonly plainName: string;
  /** Present if `time` is not. */
  readonly number: number | undefined;
  /** Digits from the year on, as far as the name gives them. */
  readonly time: string;
}

/** What rotation put behind the live file's name, or before its extension. */
function rotationIn(liveName: string, plainName: string): string | undefined {
  if (plainName.startsWith(liveName)) return plainName.slice(liveName.length);
  const stem = stemOf(liveName);
  const extension = liveName.slice(stem.length);
  if (extension === '' || !plainName.startsWith(stem) || !plainName.endsWith(extension)) return undefined;
  const rotation = plainName.slice(stem.length, -extension.length);
  // The kubelet's `1.log` is no rotated `.log`, and `app.1.log` may be, beside `app.log`.
  return stem === '' ? undefined : rotation;
}

/** The name without its extension. */
function stemOf(liveName: string): string {
  return path.basename(liveName, path.extname(liveName));
}

const NUMBER = /^\.(0|[1-9][0-9]{0,5})$/;

/** Year, month, day, and maybe hour, minute and second. */
const TIME = /^[.-](?:19|20)\d\d(-?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?:[-T_]?\d\d(?:[-:]?\d\d){0,2})?$/;

function parseRotated(liveName: string, name: string): RotatedName | undefined {
  const plainName = plainNameOf(name);
  const rotation = rotationIn(liveName, plainName);
  if (rotation === undefined) return undefined;
  const number = NUMBER.exec(rotation)?.[1];
  if (number !== undefined) return { name, plainName, number: Number(number), time: '' };
  const seconds = SECONDS.exec(rotation)?.[1];
  if (seconds !== undefined) return { name, plainName, number: undefined, time: timeOf(Number(seconds)) };
  if (!TIME.test(rotation)) return undefined;
  return { name, plainName, number: undefined, time: rotation.replace(/\D/g, '') };
}

/** Seconds since 1970, from 2001 to 2286; maybe behind a date (logrotate's `dateformat -%Y%m%d-%s`). */
const SECONDS = /^[.-](?:(?:19|20)\d\d-?\d\d-?\d\d[-._]?)?([1-9]\d{9})$/;

function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\D/g, '').slice(0, 'YYYYMMDDhhmmss'.length);
}

function compareAge(one: RotatedName, other: RotatedName): number {
  if (one.number !== undefined && other.number !== undefined) return other.number - one.number;
  if (one.number !== undefined) return -1;
  if (other.number !== undefined) return 1;
  if (one.time !== other.time) return one.time < other.time ? -1 : 1;
  return one.name < other.name ? -1 : 1;
}
