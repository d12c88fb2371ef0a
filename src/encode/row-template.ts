/** The constant bytes around the time and the message of a record, as JSON. */
export interface RowParts {
  readonly beforeTime: Buffer;
  readonly beforeMessage: Buffer;
  readonly afterMessage: Buffer;
}

/** The parts of a source's records that have no rare flag, as `assembly/encode.ts` reads them. */
export interface RowTemplate {
  /** Of each part, in the order of streams, where it stands and how long it is, as 32-bit words; then the parts. */
  readonly bytes: Buffer;
  /** Bytes that the parts of a record take at most. */
  readonly constantBytes: number;
}

const WORDS_PER_PART = 2;

/** Makes a template of the parts for raw lines, standard output and standard error. */
export function createRowTemplate(raw: RowParts, stdout: RowParts, stderr: RowParts): RowTemplate {
  const streams = [raw, stdout, stderr].map(({ beforeTime, beforeMessage, afterMessage }) => [
    beforeTime,
    beforeMessage,
    afterMessage,
  ]);
  const parts = streams.flat();
  const places = new Uint32Array(parts.length * WORDS_PER_PART);
  let at = places.byteLength;
  for (const [index, part] of parts.entries()) {
    places.set([at, part.length], index * WORDS_PER_PART);
    at += part.length;
  }
  const constantBytes = streams.map((stream) => stream.reduce((sum, part) => sum + part.length, 0));
  return {
    bytes: Buffer.concat([new Uint8Array(places.buffer), ...parts]),
    constantBytes: Math.max(...constantBytes),
  };
}
