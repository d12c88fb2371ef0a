import type { ConversionInProgress, Values } from './conversion.js';

/** Keys of `transforms` that drop records. */
const LEAVES_OUT = ['keep', 'drop', 'sample', 'dedupe', 'rateLimit'];

/**
 * Handles entries for logs that podtail cannot tell apart from others. Keys that drop records are removed, so that no
 * record is lost. The other keys apply to all logs. Reports both.
 *
 * @param entries the last entries of `transforms`
 * @param whose the owner in messages, such as `this input`
 */
export function sayForAll(
  line: number,
  entries: readonly Values[],
  whose: string,
  { config, lost }: ConversionInProgress,
): void {
  for (const entry of entries) {
    for (const key of LEAVES_OUT) {
      if (entry[key] === undefined) continue;
      delete entry[key];
      lost(line, `${key} of ${whose} is omitted: add an entry of transforms with a match for its logs`);
    }
    const steps = Object.keys(entry);
    if (steps.length === 0) {
      config.transforms.splice(config.transforms.indexOf(entry), 1);
    } else lost(line, `${steps.join(', ')} of ${whose}: for all logs in podtail; add a match to limit it`, entry);
  }
}
