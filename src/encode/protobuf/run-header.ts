import { beginRun, type Payload, reservePayload } from '../../record/payload.js';
import { writeRunLengths } from '../../record/payload-records.js';

/** What begins a run of records in a protobuf payload, once for all its records: Loki's labels, OTLP's resource. */
export interface RunHeader {
  readonly bytes: Buffer;
  /** Where in `bytes` are padded lengths that go to the run's end (see `padded-length.ts`). */
  readonly lengths: readonly number[];
}

/** What all records of a run share. The payload keeps it as the template of the run. */
export interface ProtobufRun {
  readonly header: RunHeader;
}

/** Ends the run before, and begins one with its header. */
export function openRun(payload: Payload, run: ProtobufRun, fileId: string): void {
  const { bytes, lengths } = run.header;
  writeRunLengths(payload);
  reservePayload(payload, bytes.length);
  const start = payload.length;
  payload.length += bytes.copy(payload.buffer, start);
  beginRun(payload, run, fileId, start, lengths);
}
