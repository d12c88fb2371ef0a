import type { Needle } from '../prefilter.js';

/** What stands in the place of a secret. */
export type Replacement = (secret: string) => string;

/** Told where a secret stands: indexes into the text, the end exclusive. */
export type Found = (start: number, end: number) => void;

/** A kind of secret: how it is found in a text, and how a text that cannot hold one is told from others. */
export interface SecretKind {
  readonly name: string;
  /** Texts of plain ASCII of which at least one stands in a text that holds such a secret, however that is encoded… */
  readonly needles?: readonly Needle[];
  /** …or another sign of it. */
  readonly sign?: 'digits' | 'dots' | 'colons';
  /** Finds all of a text, in order. Takes time in proportion to it. */
  find(text: string, found: Found): void;
}
