import type { Transform } from '../transform.js';
import { detectLevel, LEVEL_BYTES } from './detect-level.js';
import { beginLevels, setLevel } from './set-level.js';

/** Gives each record that has none the level that its message tells. */
export function createLevelDetection(): Transform {
  return {
    apply(block) {
      beginLevels(block);
      for (let row = 0; row < block.count; row++) {
        if (block.level[row] !== 0) continue;
        const start = block.messageStart[row]!;
        const end = Math.min(block.messageEnd[row]!, start + LEVEL_BYTES);
        setLevel(block, row, detectLevel(block.bytes.toString('latin1', start, end)));
      }
    },
  };
}
