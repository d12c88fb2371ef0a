import { startsWith } from './bytes.js';

/**
 * The `"attrs":{…},` that Docker writes into each line of a container with `--log-opt labels`, `env` or `tag`. They are
 * the same in every line of a container, so they are parsed once and compared from then on.
 */
export interface AttrsCache {
  /** Index just past the attributes and their comma, or -1 where no valid ones stand at `start`. */
  skip(bytes: Uint8Array, start: number): number;
}

const KEY = '"attrs":';
const NEWLINE = 0x0a;

/** A cache for the lines of one container. */
export function createAttrsCache(): AttrsCache {
  let known: Uint8Array = new Uint8Array(0);
  return {
    skip(bytes, start) {
      if (known.length > 0 && startsWith(bytes, start, known)) return start + known.length;
      const end = parsedEnd(bytes, start);
      if (end > 0) known = Uint8Array.prototype.slice.call(bytes, start, end);
      return end;
    },
  };
}

/** Finds the end by trying each `},` of the line: attributes hold few of them, and JSON.parse decides. */
function parsedEnd(bytes: Uint8Array, start: number): number {
  const newline = bytes.indexOf(NEWLINE, start);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, newline - start).toString('latin1');
  if (!text.startsWith(KEY)) return -1;
  for (let brace = text.indexOf('},'); brace >= 0; brace = text.indexOf('},', brace + 1)) {
    if (isJsonObject(text.slice(KEY.length, brace + 1))) return start + brace + 2;
  }
  return -1;
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
