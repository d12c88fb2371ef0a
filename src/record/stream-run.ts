/** Consecutive records of a payload in one stream of Loki: with the same labels. */
export interface StreamRun {
  /** The labels as Loki writes them. */
  readonly stream: string;
  /**
   * The labels of the additional stream for records that Loki refuses as too far behind. Undefined if there is none.
   */
  readonly lateStream: string | undefined;
  readonly firstRecord: number;
  /** Index just past the last record. */
  readonly end: number;
  readonly bytes: number;
  /** Times of the oldest and the newest record, in seconds since 1970. */
  readonly oldest: number;
  readonly newest: number;
  /** Whether no record is a second older than one before it. */
  readonly isInOrder: boolean;
}

/** Consecutive records of a payload to be sent. */
export interface StreamPiece {
  readonly first: number;
  /** Index just past the last record. */
  readonly end: number;
  /** Whether they go to the additional stream for records that are too far behind. */
  readonly isLate: boolean;
}
