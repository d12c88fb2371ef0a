import type { RecordBlock } from '../../record/record-block.js';
import { beginLevels } from '../level/set-level.js';
import { messageText } from '../message-text.js';
import type { JsonSettings } from '../settings.js';
import type { Transform, TransformContext } from '../transform.js';
import { parseObject } from './json-object.js';
import { createRowSplitter } from './split-rows.js';
import { takeApart } from './take-apart.js';

const OPEN_BRACE = 0x7b;

/**
 * Parses messages that are one JSON object. The members become fields of the record, separately or as one field.
 * Members for the level, the time and the message replace these. Any other message stays unchanged.
 */
export function createJson(settings: JsonSettings, { fieldNames }: Pick<TransformContext, 'fieldNames'>): Transform {
  const splitter = createRowSplitter(settings, fieldNames);

  function takeRowApart(block: RecordBlock, row: number): void {
    if (block.bytes[block.messageStart[row]!] !== OPEN_BRACE) return;
    const object = parseObject(Buffer.from(messageText(block, row), 'utf8'));
    if (object !== undefined) takeApart(block, row, object, settings, fieldNames);
  }

  return {
    apply(block) {
      if (settings.lift.level.length > 0) beginLevels(block);
      if (splitter === undefined) {
        for (let row = 0; row < block.count; row++) takeRowApart(block, row);
      } else {
        for (const row of splitter.split(block)) takeRowApart(block, row);
      }
    },
  };
}
