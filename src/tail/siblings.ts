import fs from 'node:fs';
import path from 'node:path';

/**
 * The absolute paths of a log's physical files, oldest first, the live one last: one look at its folder, in which a
 * rotation may be half done, so that who reads them has to tell them apart by what is in them. Empty where the folder
 * is gone or may not be read. Throws other failures, such as no descriptor being left.
 *
 * @param livePath the live file's own path, links resolved
 */
export function listSiblings(livePath: string): string[] {
  const folder = path.dirname(livePath);
  try {
    const names = fs.readdirSync(folder);
    return orderSiblings(path.basename(livePath), names).map((name) => path.join(folder, name));
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
 *   `pkg/kubelet/logs/container_log_manager.go`), logrotate's `-20231106` (`dateext`), others' `.2023-11-06`;
 *
 * and `.gz` where they are compressed. A plain file counts before its `.gz`, which is being written then; the `.tmp` of
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
  /** The name without `.gz`. */
  readonly plainName: string;
  /** Present if `time` is not. */
  readonly number: number | undefined;
  /** Digits from the year on, as far as the name gives them. */
  readonly time: string;
}

const NUMBER = /^\.(0|[1-9][0-9]{0,5})$/;

/** Year, month, day, and maybe hour, minute and second. */
const TIME = /^[.-](?:19|20)\d\d(-?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?:[-T_]?\d\d(?:[-:]?\d\d){0,2})?$/;

function parseRotated(liveName: string, name: string): RotatedName | undefined {
  if (!name.startsWith(liveName)) return undefined;
  const plainName = name.endsWith('.gz') ? name.slice(0, -'.gz'.length) : name;
  const rotation = plainName.slice(liveName.length);
  const number = NUMBER.exec(rotation)?.[1];
  if (number !== undefined) return { name, plainName, number: Number(number), time: '' };
  if (!TIME.test(rotation)) return undefined;
  return { name, plainName, number: undefined, time: rotation.replace(/\D/g, '') };
}

function compareAge(one: RotatedName, other: RotatedName): number {
  if (one.number !== undefined && other.number !== undefined) return other.number - one.number;
  if (one.number !== undefined) return -1;
  if (other.number !== undefined) return 1;
  if (one.time !== other.time) return one.time < other.time ? -1 : 1;
  return one.name < other.name ? -1 : 1;
}
