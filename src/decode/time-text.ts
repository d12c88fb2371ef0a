/**
 * The time texts that container runtimes write: RFC 3339 as Go's RFC3339Nano prints it
 * (`2023-11-06T16:08:12.123456789Z`, trailing zeros of the fraction cut) or with an offset (`+00:00`).
 */

const TIME_BYTE = new Uint8Array(256);
for (const character of '0123456789-:.TZ+') TIME_BYTE[character.charCodeAt(0)] = 1;

const SHORTEST = '2023-11-06T16:08:12Z'.length;
const LONGEST = '2023-11-06T16:08:12.123456789+00:00'.length;
const DASH = 0x2d;
const COLON = 0x3a;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;

/**
 * Index just past the time text that starts at `start`, or -1 where none does. Looks at its form, not at whether the
 * month has that day. Reads at most 36 bytes.
 */
export function scanTimeText(bytes: Uint8Array, start: number): number {
  const limit = start + LONGEST + 1;
  let end = start;
  while (end < limit && TIME_BYTE[bytes[end]!] === 1) end++;
  const length = end - start;
  if (length < SHORTEST || length > LONGEST) return -1;
  if (bytes[start + 4] !== DASH || bytes[start + 7] !== DASH || bytes[start + 10] !== LETTER_T) return -1;
  if (bytes[start + 13] !== COLON || bytes[start + 16] !== COLON) return -1;
  if (bytes[end - 1] !== LETTER_Z && bytes[end - 3] !== COLON) return -1;
  return end;
}
