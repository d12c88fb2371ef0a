import { durationText, milliseconds } from '../duration.js';
import type { Section } from '../source-section.js';

/** A duration of Promtail's in podtail's way of writing; undefined for none. */
export function durationOf(section: Section, key: string): string | undefined {
  const ms = milliseconds(section.text(key));
  return ms === undefined ? undefined : durationText(ms);
}
