import type { RecordBlock } from '../../record/record-block.js';
import { findLevelMember } from '../level/level-members.js';
import { setLevel } from '../level/set-level.js';
import { addMembers, setMessageText, setTimeText } from '../message-text.js';
import type { JsonSettings } from '../settings.js';
import { timeOfJson } from '../time/json-time.js';
import type { JsonObject } from './json-object.js';
import { memberNames } from './member-names.js';

const QUOTE = 0x22;
/** The prefix of a member whose name another field has. */
const PREFIX = 'app_';

/**
 * Makes the members of an object fields of the row, and sets level, time and message from them. Handles any object.
 * `assembly/json.ts` handles usual ones.
 */
export function takeApart(
  block: RecordBlock,
  row: number,
  object: JsonObject,
  { lift, under, onCollision }: JsonSettings,
  fieldNames: ReadonlySet<string>,
): void {
  const rest = new Map(object);
  const taken = new Set(fieldNames);
  const level = findLevelMember(object, lift.level);
  if (level !== undefined && setLevel(block, row, level.level)) rest.delete(level.name);
  taken.delete('level');
  for (const name of memberNames(block, row)) taken.add(name);
  liftOne(rest, lift.time, (value) => setTimeText(block, row, timeOfJson(value)));
  liftOne(rest, lift.message, (value) => {
    if (value[0] !== QUOTE) return false;
    setMessageText(block, row, JSON.parse(value.toString('utf8')) as string);
    return true;
  });
  const named = under === undefined ? rest : new Map(rest.size === 0 ? [] : [[under, nested(rest)]]);
  addMembers(block, row, membersOf(named, taken, onCollision));
}

/** Passes the values of the present names to `take` until it accepts one. Removes that member. */
function liftOne(members: Map<string, Buffer>, names: readonly string[], take: (value: Buffer) => boolean): void {
  const name = names.find((candidate) => {
    const value = members.get(candidate);
    return value !== undefined && take(value);
  });
  if (name !== undefined) members.delete(name);
}

function nested(members: ReadonlyMap<string, Buffer>): Buffer {
  const inside = membersOf(members, new Set(), 'drop');
  return Buffer.concat([OPEN, inside.subarray(0, -1), CLOSE]);
}

const OPEN = Buffer.from('{');
const CLOSE = Buffer.from('}');
const COMMA = Buffer.from(',');

/** Encodes members in the form of `RecordBlock.membersStart`. */
function membersOf(
  members: ReadonlyMap<string, Buffer>,
  taken: ReadonlySet<string>,
  onCollision: JsonSettings['onCollision'],
): Buffer {
  const parts: Buffer[] = [];
  for (const [name, value] of members) {
    const isFree = !taken.has(name);
    const renamed = `${PREFIX}${name}`;
    if (!isFree && (onCollision === 'drop' || taken.has(renamed) || members.has(renamed))) continue;
    parts.push(Buffer.from(`${JSON.stringify(isFree ? name : renamed)}:`), value, COMMA);
  }
  return Buffer.concat(parts);
}
