import type { RecordBlock } from '../../record/record-block.js';
import { findLevelMember } from '../level/level-members.js';
import { setLevel } from '../level/set-level.js';
import { addMembers, messageText, setMessageText, setTimeText } from '../message-text.js';
import type { JsonSettings } from '../settings.js';
import { timeOfJson } from '../time/json-time.js';
import type { Transform, TransformContext } from '../transform.js';
import { type JsonObject, parseObject } from './json-object.js';
import { memberNames } from './member-names.js';

const OPEN_BRACE = 0x7b;
const QUOTE = 0x22;
/** What goes before the name of a member that would else be that of another field. */
const PREFIX = 'app_';

/**
 * Takes a message that is one JSON object apart: its members become fields of the record, by themselves or as one, and
 * what they say of its level, time and message takes the place of what was there. Any other message stays as it is.
 */
export function createJson(settings: JsonSettings, context: Pick<TransformContext, 'fieldNames'>): Transform {
  return {
    apply(block) {
      for (let row = 0; row < block.count; row++) {
        if (block.bytes[block.messageStart[row]!] !== OPEN_BRACE) continue;
        const object = parseObject(Buffer.from(messageText(block, row), 'utf8'));
        if (object !== undefined) takeApart(block, row, object, settings, context.fieldNames);
      }
    },
  };
}

function takeApart(
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

/** Gives `take` the values of the names that are there, until it takes one, and leaves that member out. */
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

/** Members as `RecordBlock.membersStart` has them. */
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
