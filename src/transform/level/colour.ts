/** A colour, or another attribute, of a terminal (ECMA-48, SGR). */
export const COLOURS = /(?:\x1b\[[0-9;]*m)+/g;

/** What is in the place of colours, so that a word between two of them is seen to be marked. */
export const COLOUR = '\x1b';

/** The text with one character in the place of each colour, or of several side by side. */
export function markColours(text: string): string {
  return text.includes(COLOUR) ? text.replace(COLOURS, COLOUR) : text;
}
