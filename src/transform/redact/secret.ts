import type { Needle } from '../prefilter.js';

/** Returns the replacement of a secret. */
export type Replacement = (secret: string) => string;

/** Called with the range of a secret: indexes into the text, the end exclusive. */
export type Found = (start: number, end: number) => void;

/** A kind of secret: how it is found in a text, and how to recognise a text that cannot contain one. */
export interface SecretKind {
  readonly name: string;
  /** ASCII texts. A text with such a secret contains at least one of them, in any encoding… */
  readonly needles?: readonly Needle[];
  /** …or another sign of it. */
  readonly sign?: 'digits' | 'dots' | 'colons';
  /** Finds all secrets of a text, in order, in linear time. */
  find(text: string, found: Found): void;
}
