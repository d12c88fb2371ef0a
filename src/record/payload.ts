/** Offsets (exclusive) up to which physical files are settled, by their keys. */
export type Marks = ReadonlyMap<number, number>;

/**
 * An encoded request body and, per file, the offset that it settles. Owned by one lane, which fills it, sends it, and
 * empties it to fill it again.
 */
export interface Payload {
  /** The body stands in `buffer[0, length)`. Replaced when it has to grow. */
  buffer: Buffer;
  /** The same memory. */
  view: DataView;
  /** Bytes. */
  length: number;
  records: number;
  /**
   * Per physical file, by its key, the byte offset (exclusive) up to which it is settled once the payload is: the
   * `resumeOffset` of the file's last record in the payload.
   */
  readonly settles: Map<number, number>;
}

/** Makes an empty payload with room for `capacity` bytes before it has to grow. */
export function createPayload(capacity: number): Payload {
  return { ...allocate(capacity), length: 0, records: 0, settles: new Map() };
}

/** Empties a payload, keeping its memory. */
export function resetPayload(payload: Payload): void {
  payload.length = 0;
  payload.records = 0;
  payload.settles.clear();
}

/** Makes room for `extra` more bytes, at least doubling, so that filling stays linear. */
export function reservePayload(payload: Payload, extra: number): void {
  const needed = payload.length + extra;
  if (needed <= payload.buffer.length) return;
  const grown = allocate(Math.max(needed, payload.buffer.length * 2));
  payload.buffer.copy(grown.buffer, 0, 0, payload.length);
  Object.assign(payload, grown);
}

function allocate(capacity: number): Pick<Payload, 'buffer' | 'view'> {
  const buffer = Buffer.allocUnsafeSlow(capacity);
  return { buffer, view: new DataView(buffer.buffer, buffer.byteOffset, capacity) };
}
