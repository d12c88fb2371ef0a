/** Offsets (exclusive) up to which physical files are settled, by their keys. */
export type Marks = ReadonlyMap<number, number>;

/** When a payload is full: at whichever of the two it reaches first. */
export interface PayloadLimits {
  /** Bytes of the body, before compression. */
  readonly bytes: number;
  readonly records: number;
}

/**
 * Records of a payload that are one after the other and have the same source, physical file and, where the format
 * has one, header: what an encoder writes once before records that share it (Loki's labels, OTLP's resource).
 */
export interface PayloadRun {
  /** Index of its first record; it goes to the next run's, or to the last record. */
  readonly firstRecord: number;
  /** Index in `buffer` of the header's first byte. */
  readonly start: number;
  /** Index in `buffer` just past the header, where the first record begins. */
  readonly headerEnd: number;
  /** Where in the header, counted from `start`, are lengths that go to the run's end (see `padded-length.ts`). */
  readonly lengths: readonly number[];
  /** Names the physical file in the records' ids (see `RecordBlock.fileId`). */
  readonly fileId: string;
  /** What a further record has to share to belong to the run; compared by identity. */
  readonly template: object;
}

/**
 * An encoded request body. Owned by one lane, which fills it, sends it, and
 * empties it to fill it again.
 */
export interface Payload {
  /** The body is in `buffer[0, length)`: the runs, each a header and its records, with nothing between them. */
  buffer: Buffer;
  /** The same memory. */
  view: DataView;
  /** Bytes. */
  length: number;
  records: number;
  /** Index in `buffer` just past each record. */
  ends: Uint32Array;
  /** Each record's byte offset in its physical file (see `RecordBlock.offset`). */
  offsets: Float64Array;
  readonly runs: PayloadRun[];
  /** What its encoder had to cut, since it was last taken note of. */
  readonly cut: CutLines;
}

/** Lines that an encoder cut, because they are longer than its sink's server takes. */
export interface CutLines {
  records: number;
  /** Of these, records that had not been truncated before. */
  newRecords: number;
  /** Bytes that were cut off. */
  bytes: number;
}

const RECORDS_AT_FIRST = 1024;

/** Makes an empty payload with room for `capacity` bytes before it has to grow. */
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

/** Empties a payload, keeping its memory. */
export function resetPayload(payload: Payload): void {
  payload.length = 0;
  payload.records = 0;
  payload.runs.length = 0;
}

/** Makes room for `extra` more bytes, at least doubling, so that filling stays linear. */
export function reservePayload(payload: Payload, extra: number): void {
  const needed = payload.length + extra;
  if (needed <= payload.buffer.length) return;
  const grown = allocate(Math.max(needed, payload.buffer.length * 2));
  payload.buffer.copy(grown.buffer, 0, 0, payload.length);
  Object.assign(payload, grown);
}

/** Makes room for the index of `extra` more records, to be called before they are ended. */
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

/** Whether the records that come now belong to the latest run. */
export function continuesRun({ runs }: Payload, template: object, fileId: string): boolean {
  const latest = runs.at(-1);
  return latest !== undefined && latest.template === template && latest.fileId === fileId;
}

/**
 * Begins a run whose header is at the payload's end already, from `start` on.
 *
 * @param lengths where in the header, counted from `start`, lengths are that go to the run's end
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

/** Ends a record at the payload's end; the index must have room for it. */
export function endRecord(payload: Payload, offset: number): void {
  const record = payload.records++;
  payload.ends[record] = payload.length;
  payload.offsets[record] = offset;
}

/** Ends several records: `ends` are where they end in the payload, `offsets` where they stood in their file. */
export function endRecords(payload: Payload, ends: Uint32Array, offsets: Float64Array): void {
  payload.ends.set(ends, payload.records);
  payload.offsets.set(offsets, payload.records);
  payload.records += ends.length;
}

/** Whether the payload is to be sent rather than filled. A payload takes one record, however long it is. */
export function isFull(payload: Payload, limits: PayloadLimits): boolean {
  return payload.records > 0 && (payload.length >= limits.bytes || payload.records >= limits.records);
}

function allocate(capacity: number): Pick<Payload, 'buffer' | 'view'> {
  const buffer = Buffer.allocUnsafeSlow(capacity);
  return { buffer, view: new DataView(buffer.buffer, buffer.byteOffset, capacity) };
}
