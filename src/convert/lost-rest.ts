import type { ConversionInProgress, Values } from './conversion.js';
import type { Section } from './source-section.js';

/** Reports each unconverted key as lost. */
export function lostRest(section: Section, { lost }: ConversionInProgress, about?: Values): void {
  for (const { key, line } of section.rest()) {
    lost(line, `${key} has no counterpart in podtail`, about);
    // Reports it only once, even if the parent section is examined, too.
    section.ignore(key, key.split(/[.[]/)[0]!);
  }
}
