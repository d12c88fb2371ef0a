/** How one sink is doing: a copy, as of the moment it was asked for. Counts are since the start. */
export interface SinkStatus {
  readonly name: string;
  /** Whether it drops what it has no room for, rather than hold back the reading. */
  readonly optional: boolean;
  /** `up`: it takes what is sent. `retrying`: none of its destinations took the last. `closed`: it is gone. */
  readonly state: 'up' | 'retrying' | 'closed';
  /** The last failure to send. */
  readonly lastError?: SinkFailure;
  /** Payload that was encoded and is not settled, in bytes; of that, bytes of requests without an answer. */
  readonly heldBytes: number;
  readonly inFlightBytes: number;
  /** Lanes in use; of a sink whose tenants have lanes of their own, those of the tenant that uses the most. */
  readonly lanes: number;
  /** Requests that were answered with success, also with a partial one. */
  readonly batches: number;
  /** Records that the sink has taken. */
  readonly records: number;
  /** Bytes of these, as encoded, before compression. */
  readonly bytes: number;
  /** Bytes of request bodies, after compression; those of requests that failed included. */
  readonly sentBytes: number;
  /** Duration of requests, until their outcome was known. */
  readonly requests: RequestTimes;
  /** Requests that had to be sent again. */
  readonly retries: number;
  /** The same, by the reason: `no_answer`, `status_503`, `credentials`, `partial`. */
  readonly retriesBy: Readonly<Record<string, number>>;
  /** Requests that were sent in parts, because the whole was too large. */
  readonly splits: number;
  /** Records that the sink refused, or that were given up, by the cause: `status_400`, `too_large`, `given_up`. */
  readonly rejected: Readonly<Record<string, number>>;
  /** Of the rejected records, how many are in the dead letters, and how many found no room there. */
  readonly deadLetters: number;
  readonly deadLettersLost: number;
  /** Records that the sink says it took and lost. */
  readonly lost: number;
  /** Records that an optional sink was not given, because it was too slow. */
  readonly dropped: number;
  /** Records that the sink took, and that are where nobody looks for them (Elasticsearch's failure store). */
  readonly apart: number;
  /** Records whose lines were cut, because they are longer than the sink's server takes. */
  readonly truncated: number;
  /** Bytes of these that were cut off. */
  readonly truncatedBytes: number;
  readonly destinations: DestinationsStatus;
}

/**
 * The destinations of a sink: the tenants, indexes and streams that take data, or do not, by themselves. Tenants and indexes
 * are known while their logs are read; streams, and indexes whose names have a date, once they have refused records.
 */
export interface DestinationsStatus {
  /** How many are known. */
  readonly count: number;
  /** Of these, how many did not take what they were sent last. */
  readonly retrying: number;
  /** How many have their records sent by themselves, because they refused some; also for a while after they take data again. */
  readonly aside: number;
  /** Payload that is held in memory for those that are retried or aside, in bytes. */
  readonly heldBytes: number;
  /** At most 50 of them, those that are retried or aside first. */
  readonly shown: readonly DestinationStatus[];
}

export interface DestinationStatus {
  readonly name: string;
  /** `up`: it takes what is sent. `retrying`: it did not take the last; its logs are not read meanwhile. */
  readonly state: 'up' | 'retrying';
  /** Whether its records are sent by themselves, because it refused some. */
  readonly isAside: boolean;
  /** Payload that was encoded for it and is not settled, in bytes. */
  readonly heldBytes: number;
  /** Requests in which it refused records. */
  readonly refusals: number;
  /** The last of these. */
  readonly lastError?: SinkFailure;
}

/** How long requests took: `counts` says how many took at most as long as the bound of that index, and longer than the one before. */
export interface RequestTimes {
  /** One more than there are bounds: the last has none. */
  readonly counts: readonly number[];
  /** All of them together, in seconds. */
  readonly seconds: number;
}

/** Bounds of how long a request took, in seconds. */
export const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] as const;

/** A failure to send. */
export interface SinkFailure {
  readonly reason: string;
  /** The HTTP status, where there was an answer. */
  readonly status?: number;
  /** Milliseconds since 1970. */
  readonly time: number;
}
