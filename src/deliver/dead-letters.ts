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
  put(deadLetters: readonly DeadLetter[]): Promise<PutResult>;
}

/** What a line of a file of dead letters says; undefined for one that is none. */
export function parseDeadLetter(line: string): ParsedDeadLetter | undefined {
  try {
    const { sink, id, record } = JSON.parse(line) as Partial<ParsedDeadLetter>;
    return typeof sink === 'string' && typeof id === 'string' ? { sink, id, record } : undefined;
  } catch {
    return undefined;
  }
}

/** What is needed to send a dead letter again. */
export interface ParsedDeadLetter {
  /** Name of the sink. */
  readonly sink: string;
  readonly id: string;
  /** As the encoder's `deadLetter` gave it, parsed. */
  readonly record: unknown;
}

/** Keeps nothing: for a podtail without a state folder. What is lost is counted and said by the caller. */
export const noDeadLetters: DeadLetters = {
  put: (deadLetters) => Promise.resolve({ kind: 'kept', lost: deadLetters.length }),
};
