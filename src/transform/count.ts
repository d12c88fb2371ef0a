import { createTest } from './filter.js';
import type { CountSettings } from './settings.js';
import type { Transform, TransformContext } from './transform.js';

/** Counts the records that match a condition, under a name. Changes no record. */
export function createCount({ name, match }: CountSettings, { tally }: Pick<TransformContext, 'tally'>): Transform {
  const test = createTest(match);
  return {
    apply(block) {
      test.begin(block);
      let matched = 0;
      for (let row = 0; row < block.count; row++) if (test.takesIn(row)) matched++;
      if (matched > 0) tally?.matched(name, matched);
    },
  };
}
