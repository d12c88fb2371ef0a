import { type ProtobufField, protobufFields } from '../../format/protobuf-fields.js';
import type { LogSource } from '../../record/log-source.js';
import type { Payload, PayloadRun } from '../../record/payload.js';
import { recordBytes } from '../../record/payload-records.js';
import { oncePerSource } from '../once-per-source.js';
import {
  ENTRY_LINE,
  ENTRY_METADATA,
  ENTRY_TIMESTAMP,
  PAIR_NAME,
  PAIR_VALUE,
  TIMESTAMP_NANOS,
  TIMESTAMP_SECONDS,
} from './loki-messages.js';
import type { LokiStream } from './loki-template.js';

/** A decoded entry of a Loki payload. */
export interface LokiEntry {
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  readonly line: string;
  /** Structured metadata. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The stream of a run. A Loki payload has only runs of its encoder. */
export function streamOf(run: PayloadRun): LokiStream {
  return run.template as LokiStream;
}

/** Decodes a record of a Loki payload. */
export function readLokiEntry(payload: Payload, record: number): LokiEntry {
  const [field] = protobufFields(recordBytes(payload, record));
  const fields = Array.from(protobufFields(field!.bytes));
  let time = 0n;
  let line = '';
  for (const { number, bytes } of fields) {
    if (number === ENTRY_TIMESTAMP) time = readTimestamp(bytes);
    else if (number === ENTRY_LINE) line = bytes.toString('utf8');
  }
  return { time, line, metadata: readLokiMetadata(fields) };
}

/** The structured metadata among an entry's fields. */
export function readLokiMetadata(fields: Iterable<ProtobufField>): Readonly<Record<string, string>> {
  const metadata: [string, string][] = [];
  for (const { number, bytes } of fields) if (number === ENTRY_METADATA) metadata.push(readPair(bytes));
  return Object.fromEntries(metadata);
}

function readTimestamp(message: Buffer): bigint {
  let seconds = 0n;
  let nanos = 0n;
  for (const { number, value } of protobufFields(message)) {
    if (number === TIMESTAMP_SECONDS) seconds = value;
    else if (number === TIMESTAMP_NANOS) nanos = value;
  }
  return seconds * 1_000_000_000n + nanos;
}

function readPair(message: Buffer): [string, string] {
  let name = '';
  let pairValue = '';
  for (const { number, bytes } of protobufFields(message)) {
    if (number === PAIR_NAME) name = bytes.toString('utf8');
    else if (number === PAIR_VALUE) pairValue = bytes.toString('utf8');
  }
  return [name, pairValue];
}

/** The properties that identify the entries of a payload in a refusal of Loki. */
export function lokiEntries(payload: Payload): { stream: string; time: bigint; lineBytes: number }[] {
  const { runs, records } = payload;
  return runs.flatMap((run, index) => {
    const { stream } = streamOf(run);
    const end = runs[index + 1]?.firstRecord ?? records;
    return Array.from({ length: end - run.firstRecord }, (_, place) => {
      const { time, line } = readLokiEntry(payload, run.firstRecord + place);
      return { stream, time, lineBytes: Buffer.byteLength(line) };
    });
  });
}

/**
 * Creates a function that returns the present tenant of a run of a payload, by `tenantOf`. The payload may have been
 * encoded before the configuration changed. Dead letters keep their tenant.
 */
export function lokiTenantsBy(tenantOf: (source: LogSource) => string | undefined) {
  const tenantOfSource = oncePerSource(tenantOf);
  return (payload: Payload, run: number): string | undefined => {
    const { runs } = payload;
    const source = runs[run] && streamOf(runs[run]).source;
    return source === undefined ? lokiTenantOf(payload, run) : tenantOfSource(source);
  };
}

/** The tenant of a run at the time of encoding. Undefined if none is configured. */
export function lokiTenantOf({ runs }: Payload, run: number): string | undefined {
  return runs[run] === undefined ? undefined : streamOf(runs[run]).tenant;
}
