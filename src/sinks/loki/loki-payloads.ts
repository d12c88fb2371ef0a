import type { Payload } from '../../record/payload.js';
import type { StreamPiece, StreamRun } from '../../record/stream-run.js';

/** What the sink needs of an entry to find the entries that an answer of Loki means. */
export interface SentEntry {
  /** The labels as Loki writes them: `{a="b", c="d"}`. */
  readonly stream: string;
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  /** Of the line, in bytes. */
  readonly lineBytes: number;
}

/** What is in a payload: its encoder alone can say. */
export interface LokiPayloads {
  /** The tenant of the run of that index; undefined where none is configured. */
  tenantOf(payload: Payload, run: number): string | undefined;
  /** A tenant that there may be; undefined where none is configured. */
  readonly exampleTenant: string | undefined;
  /** The body of a JSON push; it is in the memory of `room`, or in a larger one of its own. */
  toJson(payload: Payload, room: Buffer): Buffer;
  /** One for each record. */
  entriesOf(payload: Payload): readonly SentEntry[];
  /** Names of a record's structured metadata. */
  metadataNamesOf(payload: Payload, record: number): readonly string[];
  /** One for each run. */
  runsOf(payload: Payload): readonly StreamRun[];
  /** The time of a record, in seconds since 1970. */
  secondsOf(payload: Payload, record: number): number;
  /** A payload of these pieces, in that order. */
  compose(payload: Payload, pieces: readonly StreamPiece[]): Payload;
}
