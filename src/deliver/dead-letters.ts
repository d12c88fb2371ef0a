/** A record that cannot be delivered, and why. */
export interface DeadLetter {
  readonly id: string;
  readonly reason: string;
  /** The HTTP status, or that of the record's own answer. */
  readonly status?: number;
  /** As one line of JSON, from which the sink's encoder restores it. */
  readonly record: string;
}

/**
 * - `kept`: all are on disk, but for the last `lost` of them, for which there was no room.
 * - `failed`: nothing can be said of any; they are to be put again.
 */
export type PutResult =
  | { readonly kind: 'kept'; readonly lost: number }
  | { readonly kind: 'failed'; readonly reason: string };

/** Where one sink's dead letters go. Puts may overlap. */
export interface DeadLetters {
  put(letters: readonly DeadLetter[]): Promise<PutResult>;
}

/** Keeps nothing: for a podtail without a state folder. What is lost is counted and said by the caller. */
export const noDeadLetters: DeadLetters = {
  put: (letters) => Promise.resolve({ kind: 'kept', lost: letters.length }),
};
