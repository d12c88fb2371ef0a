/** Offsets (exclusive) up to which physical files are settled, by their keys. */
export type Marks = ReadonlyMap<number, number>;

/** The limits of a payload. It is full when it reaches the first of them. */
export interface PayloadLimits {
  /** Bytes of the body, before compression. */
  readonly bytes: number;
  readonly records: number;
}

/**
 * Consecutive records of a payload with the same source, physical file and header. The header is what an encoder writes
 * once for them (the labels of Loki, the resource of OTLP).
 */
export interface PayloadRun {
  /** Index of its first record. It extends to the next run, or to the last record. */
  readonly firstRecord: number;
  /** Index in `buffer` of the header's first byte. */
  readonly start: number;
  /** Index in `buffer` after the header, where the first record begins. */
  readonly headerEnd: number;
  /**
   * Positions in the header, counted from `start`, of lengths that extend to the end of the run (see
   * `padded-length.ts`).
   */
  readonly lengths: readonly number[];
  /** Identifies the physical file in the ids of the records (see `RecordBlock.fileId`). */
  readonly fileId: string;
  /** The template that another record must share to join the run. Compared by identity. */
  readonly template: object;
}

/** An encoded request body. One lane owns it, fills it, sends it, and empties it to fill it again. */
export interface Payload {
  /** The body is in `buffer[0, length)`: the runs, each with a header and its records, without gaps. */
  buffer: Buffer;
  /** The same memory. */
  view: DataView;
  /** Bytes. */
  length: number;
  records: number;
  /** Index in `buffer` after each record. */
  ends: Uint32Array;
  /** Each record's byte offset in its physical file (see `RecordBlock.offset`). */
  offsets: Float64Array;
  readonly runs: PayloadRun[];
  /** What its encoder cut since this was last counted. */
  readonly cut: CutLines;
}

/** Lines that an encoder cut, because they are longer than the server takes. */
export interface CutLines {
  records: number;
  /** Those of them that were not truncated before. */
  newRecords: number;
  /** Bytes that were cut off. */
  bytes: number;
}

const RECORDS_AT_FIRST = 1024;

/** Creates an empty payload with room for `capacity` bytes. It grows if needed. */
export function createPayload(capacity: number): Payload {
  return {
    ...allocate(capacity),
    length: 0,
    records: 0,
    ends: new Uint32Array(RECORDS_AT_FIRST),
    offsets: new Float64Array(RECORDS_AT_FIRST),
    runs: [],
    cut: { records: 0, newRecords: 0, bytes: 0 },
  };
}

/** Empties a payload and keeps its memory. */
export function resetPayload(payload: Payload): void {
  payload.length = 0;
  payload.records = 0;
  payload.runs.length = 0;
}

/** Makes room for `extra` more bytes. It at least doubles the buffer, so that filling takes linear time. */
export function reservePayload(payload: Payload, extra: number): void {
  const needed = payload.length + extra;
  if (needed <= payload.buffer.length) return;
  const grown = allocate(Math.max(needed, payload.buffer.length * 2));
  payload.buffer.copy(grown.buffer, 0, 0, payload.length);
  Object.assign(payload, grown);
}

/** Makes room for the index of `extra` more records. To be called before they are ended. */
export function reserveRecords(payload: Payload, extra: number): void {
  const needed = payload.records + extra;
  if (needed <= payload.ends.length) return;
  const capacity = Math.max(needed, payload.ends.length * 2);
  const { ends, offsets } = payload;
  payload.ends = new Uint32Array(capacity);
  payload.ends.set(ends);
  payload.offsets = new Float64Array(capacity);
  payload.offsets.set(offsets);
}

/** Whether the next records belong to the latest run. */
export function continuesRun({ runs }: Payload, template: object, fileId: string): boolean {
  const latest = runs.at(-1);
  return latest !== undefined && latest.template === template && latest.fileId === fileId;
}

/**
 * Begins a run whose header was already appended, from `start` on.
 *
 * @param lengths positions in the header, counted from `start`, of lengths that extend to the end of the run
 */
export function beginRun(
  payload: Payload,
  template: object,
  fileId: string,
  start: number,
  lengths: readonly number[],
): void {
  payload.runs.push({ firstRecord: payload.records, start, headerEnd: payload.length, lengths, fileId, template });
}

/** Ends a record at the end of the payload. The index must have room for it. */
export function endRecord(payload: Payload, offset: number): void {
  const record = payload.records++;
  payload.ends[record] = payload.length;
  payload.offsets[record] = offset;
}

/** Ends several records: `ends` are their ends in the payload, and `offsets` their offsets in the file. */
export function endRecords(payload: Payload, ends: Uint32Array, offsets: Float64Array): void {
  payload.ends.set(ends, payload.records);
  payload.offsets.set(offsets, payload.records);
  payload.records += ends.length;
}

/** Whether the payload is full. It takes at least one record, however long. */
export function isFull(payload: Payload, limits: PayloadLimits): boolean {
  return payload.records > 0 && (payload.length >= limits.bytes || payload.records >= limits.records);
}

function allocate(capacity: number): Pick<Payload, 'buffer' | 'view'> {
  const buffer = Buffer.allocUnsafeSlow(capacity);
  return { buffer, view: new DataView(buffer.buffer, buffer.byteOffset, capacity) };
}
