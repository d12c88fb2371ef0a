import type { Section } from '../source-section.js';

/** The values of a key that may be repeated. In YAML they are a list. */
export function listOf(section: Section, key: string): { text: string; line: number }[] {
  const line = section.lineOf(key);
  return (section.lines(key) ?? []).map((text) => ({ text, line }));
}
