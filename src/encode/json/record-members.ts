import { LEVELS, type RecordBlock, RecordFlag } from '../../record/record-block.js';

/** A value of JSON; a number that a double does not hold to the last digit is here as text. */
export type MemberValue = string | number | boolean | null | readonly MemberValue[] | MemberObject;
interface MemberObject {
  readonly [name: string]: MemberValue;
}

/** Strings, which are left alone, and numbers of valid JSON. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;
const LEVEL = 'level';

/**
 * The fields that transforms gave a row, by name, but for those that are null, and for the level where `levelOfRow`
 * says the same. Not for the fast path: it makes objects.
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

/** The row's level, as an index of `LEVELS`; 0 where none is known. */
export function levelOfRow(block: RecordBlock, row: number): number {
  return block.hasLevels ? block.level[row]! : 0;
}

/**
 * A name for a member where other names are taken, which it is added to: its own, or with `app_` before it, as the JSON
 * transform has it; undefined where both are taken.
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
