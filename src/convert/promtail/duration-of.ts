import { durationText, milliseconds } from '../duration.js';
import type { Section } from '../source-section.js';

/** A duration of Promtail, as podtail writes it. Undefined if there is none. */
export function durationOf(section: Section, key: string): string | undefined {
  const ms = milliseconds(section.text(key));
  return ms === undefined ? undefined : durationText(ms);
}
