/** Consecutive records of a payload that are of one stream, as Loki has it: of the same labels. */
export interface StreamRun {
  /** The labels as Loki writes them. */
  readonly stream: string;
  /** Those of the stream for records that Loki refuses as too far behind; undefined where there is none. */
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

/** Records of a payload that are to be sent one after the other. */
export interface StreamPiece {
  readonly first: number;
  /** Index just past the last record. */
  readonly end: number;
  /** Whether they go to the stream for those that are too far behind. */
  readonly isLate: boolean;
}
