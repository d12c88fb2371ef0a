const KEY = '"attrs":';
const NEWLINE = 0x0a;

/**
 * A copy of the `"attrs":{…},` that is at `start`, comma included; undefined where no valid one does, or `start` is
 * -1. Docker writes it into each line of a container with `--log-opt labels`, `env` or `tag`: the same in every line of a
 * container, so it is parsed once and compared from then on.
 *
 * Its end is found by trying each `},` of the line: attributes hold few of them, and JSON.parse decides.
 */
export function findAttrs(bytes: Buffer, start: number): Buffer | undefined {
  if (start < 0) return undefined;
  const text = bytes.toString('latin1', start, bytes.indexOf(NEWLINE, start));
  if (!text.startsWith(KEY)) return undefined;
  for (let brace = text.indexOf('},'); brace >= 0; brace = text.indexOf('},', brace + 1)) {
    if (isJsonObject(text.slice(KEY.length, brace + 1))) return Buffer.from(bytes.subarray(start, start + brace + 2));
  }
  return undefined;
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
