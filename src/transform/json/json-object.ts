import { withPlainNames } from './plain-names.js';
import { type ScannedObject, scanObject } from './scan-object.js';

/** The members of an object, by name, in order. Each value is one line of JSON text. */
export type JsonObject = ReadonlyMap<string, Buffer>;

/**
 * Parses JSON text that is one object (see `scanObject`). Undefined for any other text. Values are copied unchanged, so
 * numbers keep all digits. The last of several members with the same name counts, as in `JSON.parse`. No member is
 * named `__proto__`.
 */
export function parseObject(text: Buffer): JsonObject | undefined {
  const scanned = scanObject(text);
  if (scanned === undefined) return undefined;
  if (!scanned.hasOddNames) return membersOf(text, scanned);
  const plain = Buffer.from(withPlainNames(text.toString('utf8')), 'utf8');
  const again = scanObject(plain);
  return again && membersOf(plain, again);
}

function membersOf(text: Buffer, { members }: ScannedObject): JsonObject {
  return new Map(
    members.map(({ nameStart, nameEnd, valueStart, valueEnd }) => {
      const name = JSON.parse(text.toString('utf8', nameStart - 1, nameEnd + 1)) as string;
      return [name, onOneLine(text.subarray(valueStart, valueEnd))];
    }),
  );
}

/** Replaces control characters with blanks. In valid JSON they are only between tokens. */
function onOneLine(value: Buffer): Buffer {
  for (let at = 0; at < value.length; at++) if (value[at]! < 0x20) value[at] = 0x20;
  return value;
}
