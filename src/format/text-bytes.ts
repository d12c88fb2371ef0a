import { type AssemblyMemory, createAssemblyMemory } from './assembly.js';

/** Bytes that are scanned and copied, in a memory that WebAssembly works on. */
export interface TextBytes {
  /** Its first `WORK_BYTES` are for whoever works on the bytes, and hold nothing from one call to the next. */
  memory: AssemblyMemory;
  bytes: Buffer;
  /** The same bytes. */
  view: DataView;
}

/** Bytes at the start of the memory that a piece of work may use: few enough for a processor's second cache. */
export const WORK_BYTES = 256 * 1024;

/** How far behind a text work by many bytes at a step may look: what is there is not used, but must be memory. */
const LOOK_AHEAD = 64;

/** Memory for `length` bytes and a little more, with all its views. */
export function allocateTextBytes(length: number): TextBytes {
  const memory = createAssemblyMemory(WORK_BYTES + length + LOOK_AHEAD);
  const { buffer } = memory;
  const size = buffer.byteLength - WORK_BYTES - LOOK_AHEAD;
  return { memory, bytes: Buffer.from(buffer, WORK_BYTES, size), view: new DataView(buffer, WORK_BYTES, size) };
}
