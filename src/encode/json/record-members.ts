import { LEVELS, type RecordBlock, RecordFlag } from '../../record/record-block.js';

/** A JSON value. A number that a double cannot hold exactly is a text. */
export type MemberValue = string | number | boolean | null | readonly MemberValue[] | MemberObject;
interface MemberObject {
  readonly [name: string]: MemberValue;
}

/** Strings, which stay unchanged, and numbers of valid JSON. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;
const LEVEL = 'level';

/**
 * The fields that transforms gave a row, by name, except null values, and the level if `levelOfRow` returns the same.
 * Not for the fast path, because it creates objects.
 */
export function recordMembers(block: RecordBlock, row: number): [name: string, value: NonNullable<MemberValue>][] {
  if ((block.flags[row]! & RecordFlag.members) === 0) return [];
  const text = block.bytes.toString('utf8', block.membersStart[row]!, block.membersEnd[row]! - 1);
  const exact = text.replace(TOKEN, (token) => (token.startsWith('"') || isExact(token) ? token : `"${token}"`));
  const members = Object.entries(JSON.parse(`{${exact}}`) as MemberObject);
  const level = LEVELS[levelOfRow(block, row)];
  return members.filter(
    (member): member is [string, NonNullable<MemberValue>] =>
      member[1] !== null && !(member[0] === LEVEL && member[1] === level),
  );
}

/** The level of the row, as an index of `LEVELS`. 0 if none is known. */
export function levelOfRow(block: RecordBlock, row: number): number {
  return block.hasLevels ? block.level[row]! : 0;
}

/**
 * A free name for a member: its own, or with `app_` before it, as in the JSON transform. Adds it to `taken`. Undefined
 * if both are taken.
 */
export function freeName(name: string, taken: Set<string>): string | undefined {
  const free = [name, `app_${name}`].find((candidate) => !taken.has(candidate));
  if (free !== undefined) taken.add(free);
  return free;
}

function isExact(token: string): boolean {
  const value = Number(token);
  return /^-?\d+$/.test(token) ? Number.isSafeInteger(value) : Number.isFinite(value);
}
