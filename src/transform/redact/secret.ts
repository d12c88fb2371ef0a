import type { Needle } from '../prefilter.js';

/** What is in the place of a secret. */
export type Replacement = (secret: string) => string;

/** Told where a secret is: indexes into the text, the end exclusive. */
export type Found = (start: number, end: number) => void;

/** A kind of secret: how it is found in a text, and how to recognise a text that cannot contain one. */
export interface SecretKind {
  readonly name: string;
  /** Texts of plain ASCII of which at least one is in a text that holds such a secret, however that is encoded… */
  readonly needles?: readonly Needle[];
  /** …or another sign of it. */
  readonly sign?: 'digits' | 'dots' | 'colons';
  /** Finds all of a text, in order. Takes time in proportion to it. */
  find(text: string, found: Found): void;
}
