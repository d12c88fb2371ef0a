import type { ConversionInProgress, Values } from './conversion.js';

/** What of an entry of `transforms` leaves records out. */
const LEAVES_OUT = ['keep', 'drop', 'sample', 'dedupe', 'rateLimit'];

/**
 * Entries for some logs that podtail cannot tell from others: what leaves records out is taken away, so that none is missing; all
 * else is for all logs. Says both.
 *
 * @param entries those at the end of `transforms`
 * @param whose as messages name it, such as `this input`
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
