/** The status of one sink at one moment. Counts are since the start. */
export interface SinkStatus {
  readonly name: string;
  /** Whether the sink drops records that it has no room for, instead of pausing the reading. */
  readonly optional: boolean;
  /**
   * `up`: it takes data. `retrying`: none of its destinations took the last request. `closed`: it is closed for good.
   */
  readonly state: 'up' | 'retrying' | 'closed';
  /** The last failed request. */
  readonly lastError?: SinkFailure;
  /** Encoded and unsettled payload bytes, and the part of them in requests without an answer. */
  readonly heldBytes: number;
  readonly inFlightBytes: number;
  /** Lanes in use. If tenants have their own lanes: those of the tenant that uses the most. */
  readonly lanes: number;
  /** Requests that succeeded at least partly. */
  readonly batches: number;
  /** Records that the sink took. */
  readonly records: number;
  /** Encoded bytes of these records, before compression. */
  readonly bytes: number;
  /** Bytes of request bodies after compression, including failed requests. */
  readonly sentBytes: number;
  /** Durations of requests, until their outcome was known. */
  readonly requests: RequestTimes;
  /** Requests that were sent again. */
  readonly retries: number;
  /** The same, by reason: `no_answer`, `status_503`, `credentials`, `partial`. */
  readonly retriesBy: Readonly<Record<string, number>>;
  /** Requests that were split, because they were too large. */
  readonly splits: number;
  /** Records that the sink refused or podtail gave up, by cause: `status_400`, `too_large`, `given_up`. */
  readonly rejected: Readonly<Record<string, number>>;
  /** How many rejected records are in the dead letters, and how many found no room there. */
  readonly deadLetters: number;
  readonly deadLettersLost: number;
  /** Records that the sink reported as lost after it took them. */
  readonly lost: number;
  /** Records that were dropped because the optional sink was too slow. */
  readonly dropped: number;
  /** Records that the sink put into a place that searches do not find (the failure store of Elasticsearch). */
  readonly apart: number;
  /** Records whose lines were cut, because they are longer than the server takes. */
  readonly truncated: number;
  /** Bytes that were cut from these records. */
  readonly truncatedBytes: number;
  readonly destinations: DestinationsStatus;
}

/**
 * The destinations of a sink: the tenants, indexes and streams that take or refuse data on their own. Tenants and
 * indexes are known while their logs are read. Streams, and indexes with a date in their names, are known once they
 * refused records.
 */
export interface DestinationsStatus {
  /** The number of known destinations. */
  readonly count: number;
  /** The number of those that refused their last request. */
  readonly retrying: number;
  /**
   * The number of those with requests of their own, because they refused records. This lasts for a while after they
   * take data again.
   */
  readonly aside: number;
  /** Payload bytes in memory for those that are retried or set aside. */
  readonly heldBytes: number;
  /** At most 50 of them, first those that are retried or set aside. */
  readonly shown: readonly DestinationStatus[];
}

export interface DestinationStatus {
  readonly name: string;
  /** `up`: it takes data. `retrying`: it refused the last request, and its logs are not read in the meantime. */
  readonly state: 'up' | 'retrying';
  /** Whether its records have requests of their own, because it refused some. */
  readonly isAside: boolean;
  /** Encoded and unsettled payload bytes for it. */
  readonly heldBytes: number;
  /** Requests in which it refused records. */
  readonly refusals: number;
  /** The last such failure. */
  readonly lastError?: SinkFailure;
}

/**
 * Durations of requests. `counts` has the number of requests that took at most as long as the bound of that index, and
 * longer than the one before.
 */
export interface RequestTimes {
  /** One more than there are bounds. The last one has no bound. */
  readonly counts: readonly number[];
  /** The sum of all durations, in seconds. */
  readonly seconds: number;
}

/** The bounds of durations, in seconds. */
export const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] as const;

/** A failed request. */
export interface SinkFailure {
  readonly reason: string;
  /** The HTTP status, if there was an answer. */
  readonly status?: number;
  /** Milliseconds since 1970. */
  readonly time: number;
}
