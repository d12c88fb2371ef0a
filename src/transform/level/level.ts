import { type RecordBlock, RecordFlag } from '../../record/record-block.js';
import { messageText } from '../message-text.js';
import { createSignScan } from '../prefilter.js';
import type { Transform } from '../transform.js';
import { detectLevel, LEVEL_BYTES } from './detect-level.js';
import { beginLevels, setLevel } from './set-level.js';

/** Signs of what `detectLevel` finds anywhere in a text; tabs and angles are escaped in Docker's logs. */
const SIGNS = {
  capitals: true,
  needles: [
    ...[['level', 'lvl', 'severity', '[', '|', '\t', '\\t', '<', 'u003c']],
    ...[['info', 'warn', 'error', 'debug', 'fatal', 'crit', 'fail', 'trace', 'notice', 'verbose', 'panic']],
  ].map((texts) => texts.map((text) => ({ text, ignoreCase: true }))),
};

/** First bytes of a message whose header may show its level by a letter or a mark: klog's, Ruby's, JSON. */
const MAY_BEGIN = new Uint8Array(256);
for (const character of '0123456789IWEFD{') MAY_BEGIN[character.charCodeAt(0)] = 1;

const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
/** How far into a message the first colon of such a header is. */
const HEADER_BYTES = 20;

/** Sets the level of each record without one to the level in its message. */
export function createLevelDetection(): Transform {
  const scan = createSignScan(SIGNS);
  return {
    apply(block) {
      const signs = scan.ofMessages(block, LEVEL_BYTES);
      beginLevels(block);
      const { bytes, level, messageStart, messageEnd } = block;
      for (let row = 0; row < block.count; row++) {
        if (level[row] !== 0) continue;
        if (signs[row] === 0 && !mayTellFirst(bytes, messageStart[row]!, messageEnd[row]!)) continue;
        setLevel(block, row, detectLevel(beginning(block, row)));
      }
    },
  };
}

/** All of a message that may be JSON, and of any other what a level is looked for in. */
function beginning(block: RecordBlock, row: number): Buffer {
  const start = block.messageStart[row]!;
  const end = block.messageEnd[row]!;
  const isEscaped = (block.flags[row]! & (RecordFlag.escaped | RecordFlag.verbatim)) === RecordFlag.escaped;
  if (block.bytes[start] === OPEN_BRACE) {
    return isEscaped ? Buffer.from(messageText(block, row)) : block.bytes.subarray(start, end);
  }
  const head = block.bytes.subarray(start, Math.min(end, start + LEVEL_BYTES));
  return isEscaped ? Buffer.from(head.toString('latin1').replace(ESCAPE, meaningOf), 'latin1') : head;
}

/** An escape of JSON; one that is cut in two stays as it is. */
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))/g;
const MEANINGS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function meaningOf(_: string, unit: string | undefined, letter: string | undefined): string {
  // Text beyond ASCII shows no level.
  if (unit !== undefined) return unit.startsWith('00') ? String.fromCharCode(Number.parseInt(unit, 16)) : '?';
  return MEANINGS[letter!] ?? letter!;
}

/** Whether a message may begin with a header that shows the level by one letter or mark, or be JSON. */
function mayTellFirst(bytes: Uint8Array, start: number, end: number): boolean {
  if (MAY_BEGIN[bytes[start]!] === 0) return false;
  if (bytes[start] === OPEN_BRACE) return true;
  const last = Math.min(end, start + HEADER_BYTES);
  for (let at = start; at < last; at++) if (bytes[at] === COLON) return true;
  return false;
}
