import type { Payload } from '../../record/payload.js';

/** What the sink has to know of an entry, to tell which ones Loki means in an answer. */
export interface SentEntry {
  /** The labels as Loki writes them: `{a="b", c="d"}`. */
  readonly stream: string;
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  /** Of the line, in bytes. */
  readonly lineBytes: number;
}

/** Consecutive records of a payload that are of one stream. */
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

/** Records of a payload, in the order in which they are to be sent, and whether each goes to its late stream. */
interface PushRecords {
  readonly records: readonly number[];
  isLate(record: number): boolean;
}

/** What is in a payload: its encoder alone can say. */
export interface LokiPayloads {
  /** The tenant of the run of that index; undefined where none is configured. */
  tenantOf(payload: Payload, run: number): string | undefined;
  /** A tenant that there may be; undefined where none is configured. */
  readonly exampleTenant: string | undefined;
  /** The body of a JSON push; it stands in the memory of `room`, or in a larger one of its own. */
  toJson(payload: Payload, room: Buffer): Buffer;
  /** One for each record. */
  entriesOf(payload: Payload): readonly SentEntry[];
  /** Names of a record's structured metadata. */
  metadataNamesOf(payload: Payload, record: number): readonly string[];
  /** One for each run. */
  runsOf(payload: Payload): readonly StreamRun[];
  /** The time of a record, in seconds since 1970. */
  secondsOf(payload: Payload, record: number): number;
  compose(payload: Payload, push: PushRecords): Payload;
}
