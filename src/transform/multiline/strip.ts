import type { Expression } from '../../expression/expression.js';
import { messageText, setMessageText } from '../message-text.js';
import type { Transform } from '../transform.js';

/**
 * Takes away what a supervisor puts around each line, before lines are joined: of what the expression matches, the first
 * group stays, if it has one.
 */
export function createStrip(decoration: Expression): Transform {
  return {
    apply(block) {
      for (let row = 0; row < block.count; row++) {
        const text = messageText(block, row);
        if (!decoration.test(text)) continue;
        setMessageText(
          block,
          row,
          decoration.replaceAll(text, (groups) => groups[1] ?? ''),
        );
      }
    },
  };
}
