declare module 'snappyjs' {
  /** Undoes snappy's block format. Throws where the bytes are damaged. */
  export function uncompress(compressed: Uint8Array): Uint8Array;
}
