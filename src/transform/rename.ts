import { type RecordBlock, RecordFlag } from '../record/record-block.js';
import { type JsonObject, parseObject } from './json/json-object.js';
import { membersText, replaceMembers } from './message-text.js';
import type { Transform, TransformContext } from './transform.js';

const NOTHING: JsonObject = new Map();

/** Renames fields that transforms made, unless another field of the record has the name. */
export function createRename(
  names: Readonly<Record<string, string>>,
  { fieldNames }: Pick<TransformContext, 'fieldNames'>,
): Transform {
  const wanted = new Map(Object.entries(names));
  return {
    apply(block) {
      for (let row = 0; row < block.count; row++) {
        if ((block.flags[row]! & RecordFlag.members) === 0) continue;
        const members = membersOf(block, row);
        if ([...members.keys()].some((name) => wanted.has(name))) rename(block, row, members, wanted, fieldNames);
      }
    },
  };
}

function membersOf(block: RecordBlock, row: number): JsonObject {
  return parseObject(Buffer.from(`{${membersText(block, row).slice(0, -1)}}`)) ?? NOTHING;
}

function rename(
  block: RecordBlock,
  row: number,
  members: JsonObject,
  wanted: ReadonlyMap<string, string>,
  fieldNames: ReadonlySet<string>,
): void {
  const taken = new Set([...fieldNames, ...members.keys()]);
  // The level of a record is one of its members.
  if (!members.has('level')) taken.delete('level');
  const parts: Buffer[] = [];
  for (const [name, value] of members) {
    const other = wanted.get(name);
    const isFree = other !== undefined && !taken.has(other);
    if (isFree) taken.add(other);
    parts.push(Buffer.from(`${JSON.stringify(isFree ? other : name)}:`), value, COMMA);
  }
  replaceMembers(block, row, Buffer.concat(parts));
}

const COMMA = Buffer.from(',');
