import type { Payload } from '../../record/payload.js';
import type { StreamPiece, StreamRun } from '../../record/stream-run.js';

/** The properties of an entry by which the sink finds the entries that Loki names. */
export interface SentEntry {
  /** The labels as Loki writes them: `{a="b", c="d"}`. */
  readonly stream: string;
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  /** Length of the line in bytes. */
  readonly lineBytes: number;
}

/** Reads the content of a payload, which only its encoder can. */
export interface LokiPayloads {
  /** The tenant of the run with that index. Undefined if none is configured. */
  tenantOf(payload: Payload, run: number): string | undefined;
  /** A possible tenant. Undefined if none is configured. */
  readonly exampleTenant: string | undefined;
  /** The body of a JSON push. It uses the memory of `room`, or a larger one of its own. */
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
