import { isUtf8 } from 'node:buffer';
import type { LogEntry } from './written-line.js';

/**
 * How much of a line Docker puts into one entry, in bytes of what the container wrote. moby `daemon/logger/copier.go`
 */
export const DOCKER_PIECE_BYTES = 16_384;

/**
 * One line of Docker's json-file log, byte for byte as dockerd writes it: `log`, `stream`, `attrs` if there are any,
 * `time`; the newline of the container's line inside `log`, unless the line continues or never ended.
 * moby `daemon/logger/jsonfilelog/jsonlog/jsonlogbytes.go`
 */
export function dockerJsonLine(entry: LogEntry, attrs?: Readonly<Record<string, string>>): Buffer {
  const newline = entry.last ? '\\n' : '';
  const attrsText = attrs === undefined ? '' : `"attrs":${attrsJson(attrs)},`;
  const log = `${jsonText(entry.content)}${newline}`;
  return Buffer.from(`{"log":"${log}","stream":"${entry.stream}",${attrsText}"time":"${entry.time}"}\n`);
}

/** The pieces that dockerd makes of a line: each full but the last, which is empty where the line fills them exactly. */
export function dockerPieces(line: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let start = 0; start <= line.length; start += DOCKER_PIECE_BYTES) {
    pieces.push(line.subarray(start, start + DOCKER_PIECE_BYTES));
  }
  return pieces;
}

/** What is left of a piece in Docker's log: each byte that is not UTF-8 by itself became U+FFFD. */
export function dockerText(piece: Uint8Array): string {
  return goText(piece, (valid) => valid, '\ufffd');
}

function jsonText(piece: Uint8Array): string {
  return goText(piece, escapeLikeGo, '\\ufffd');
}

/** Goes through bytes as Go's `utf8.DecodeRune` does: an invalid sequence is invalid byte by byte. */
function goText(bytes: Uint8Array, take: (valid: string) => string, invalid: string): string {
  if (isUtf8(bytes)) return take(Buffer.from(bytes).toString('utf8'));
  let text = '';
  let validFrom = 0;
  for (let at = 0; at < bytes.length; ) {
    const size = characterBytes(bytes, at);
    if (size === 0) {
      text += take(Buffer.from(bytes.subarray(validFrom, at)).toString('utf8')) + invalid;
      validFrom = at + 1;
    }
    at += Math.max(size, 1);
  }
  return text + take(Buffer.from(bytes.subarray(validFrom)).toString('utf8'));
}

/** The size in bytes of the character at an index, 0 if there is none. */
function characterBytes(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  const size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const character = bytes.subarray(at, at + size);
  return character.length === size && isUtf8(character) ? size : 0;
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r' };

/** As Go's `encoding/json` does for HTML: `<`, `>`, `&` and the two Unicode line ends are escaped too, and so is tab. */
function escapeLikeGo(text: string): string {
  return text.replaceAll(/[\u0000-\u001f"\\<>&\u2028\u2029]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0');
    return SHORT_ESCAPES[character] ?? `\\u${code}`;
  });
}

/** Go's `json.Marshal` of a map: sorted by key. */
function attrsJson(attrs: Readonly<Record<string, string>>): string {
  const fields = Object.entries(attrs).sort(([one], [other]) => (one < other ? -1 : 1));
  const quote = (text: string): string => `"${escapeLikeGo(text)}"`;
  return `{${fields.map(([key, value]) => `${quote(key)}:${quote(value)}`).join(',')}}`;
}
