import { createSignScan } from '../prefilter.js';
import type { Transform } from '../transform.js';
import { detectLevel, LEVEL_BYTES } from './detect-level.js';
import { beginLevels, setLevel } from './set-level.js';

/** Signs of what `detectLevel` finds anywhere in a text. */
const SIGNS = {
  capitals: true,
  needles: [['level', 'lvl', 'severity', '['].map((text) => ({ text, ignoreCase: true }))],
};

/** 1 for a byte with which a message may begin that tells its level by its first word: klog's letters, and names. */
const MAY_BEGIN = new Uint8Array(256);
for (const character of 'IWEFtTdDiIwWfFeEcCpP') MAY_BEGIN[character.charCodeAt(0)] = 1;

const COLON = 0x3a;
const LONGEST_NAME = 8;

/** Gives each record that has none the level that its message tells. */
export function createLevelDetection(): Transform {
  const scan = createSignScan(SIGNS);
  return {
    apply(block) {
      const signs = scan.ofMessages(block, LEVEL_BYTES);
      beginLevels(block);
      const { bytes, level, messageStart, messageEnd } = block;
      for (let row = 0; row < block.count; row++) {
        const start = messageStart[row]!;
        if (level[row] !== 0 || (signs[row] === 0 && !mayTellFirst(bytes, start))) continue;
        const end = Math.min(messageEnd[row]!, start + LEVEL_BYTES);
        setLevel(block, row, detectLevel(bytes.toString('latin1', start, end)));
      }
    },
  };
}

/** Whether a message may begin with `info: `, or with klog's header, in which a colon stands at the ninth place. */
function mayTellFirst(bytes: Uint8Array, start: number): boolean {
  if (MAY_BEGIN[bytes[start]!] === 0) return false;
  for (let at = start + 3; at <= start + LONGEST_NAME; at++) if (bytes[at] === COLON) return true;
  return false;
}
