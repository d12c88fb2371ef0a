import { beginRun, type Payload, reservePayload } from '../../record/payload.js';
import { writeRunLengths } from '../../record/payload-records.js';

/** The beginning of a run of records in a protobuf payload: the labels of Loki, or the resource of OTLP. */
export interface RunHeader {
  readonly bytes: Buffer;
  /** Positions in `bytes` of padded lengths that extend to the end of the run (see `padded-length.ts`). */
  readonly lengths: readonly number[];
}

/** The parts that all records of a run share. The payload keeps it as the template of the run. */
export interface ProtobufRun {
  readonly header: RunHeader;
}

/** Ends the current run, and begins another one with its header. */
export function openRun(payload: Payload, run: ProtobufRun, fileId: string): void {
  const { bytes, lengths } = run.header;
  writeRunLengths(payload);
  reservePayload(payload, bytes.length);
  const start = payload.length;
  payload.length += bytes.copy(payload.buffer, start);
  beginRun(payload, run, fileId, start, lengths);
}
