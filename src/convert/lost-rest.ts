import type { ConversionInProgress, Values } from './conversion.js';
import type { Section } from './source-section.js';

/** Says of each key that nothing was made of that it is lost. */
export function lostRest(section: Section, { lost }: ConversionInProgress, about?: Values): void {
  for (const { key, line } of section.rest()) {
    lost(line, `${key} has no counterpart in podtail`, about);
    // Said once, also where the section around it is asked, too.
    section.ignore(key, key.split(/[.[]/)[0]!);
  }
}
