import type { Needle } from '../prefilter.js';

/** Puts something else in the place of a secret. */
export type Replacement = (secret: string) => string;

/** A kind of secret: how it is found in a text, and how a text that cannot hold one is told from others. */
export interface Secret {
  readonly name: string;
  /** Texts of plain ASCII of which at least one stands in a text that holds such a secret… */
  readonly needles?: readonly Needle[];
  /** …or another sign of it. */
  readonly sign?: 'digits' | 'dots' | 'colons';
  /** Takes time in proportion to the text. */
  replace(text: string, by: Replacement): string;
}
