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
 * - `kept`: all are on the disk, except the last `lost` of them, for which there was no room.
 * - `failed`: the state of all of them is unknown. They have to be put again.
 */
export type PutResult =
  | { readonly kind: 'kept'; readonly lost: number }
  | { readonly kind: 'failed'; readonly reason: string };

/** Where one sink's dead letters go. Puts may overlap. */
export interface DeadLetters {
  put(deadLetters: readonly DeadLetter[]): Promise<PutResult>;
}

/** Parses a line of a file of dead letters. Undefined if it is not a dead letter. */
export function parseDeadLetter(line: string): ParsedDeadLetter | undefined {
  try {
    const { sink, id, record } = JSON.parse(line) as Partial<ParsedDeadLetter>;
    return typeof sink === 'string' && typeof id === 'string' ? { sink, id, record } : undefined;
  } catch {
    return undefined;
  }
}

/** The parts of a dead letter that a replay needs. */
export interface ParsedDeadLetter {
  /** Name of the sink. */
  readonly sink: string;
  readonly id: string;
  /** The parsed text that the encoder's `deadLetter` returned. */
  readonly record: unknown;
}

/** Keeps nothing, for a podtail without a state folder. The caller counts and logs the loss. */
export const noDeadLetters: DeadLetters = {
  put: (deadLetters) => Promise.resolve({ kind: 'kept', lost: deadLetters.length }),
};
