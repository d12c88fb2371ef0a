import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the engine's space for new objects at the megabyte that it begins with. It would double each time that more than it
 * holds outlives a collection, up to 3 times 16 MB; podtail makes few objects, all of its data lies outside of that heap, and
 * its peak with 500 files at once is 20 MB less, at the same processor time. V8's flag `semi_space_growth_factor`.
 */
export function keepYoungHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
