/** The uncompressed content of a compressed file, from its start on, as it is asked for. */
export interface Decompressor {
  /**
   * Fills `target[from, to)` with the bytes that come next, and returns how many there were: fewer than asked at the
   * content's end, or where the file is damaged. At damage, when no byte comes before it any more, it throws an error
   * with `code` `Z_BUF_ERROR` (the compressed data end too early: gzip continues when more of them come) or `Z_DATA_ERROR`
   * (they are of another format, or damaged); `consumed` is how many bytes of the file were taken before. Throws what the
   * system says of a failed read.
   */
  pull(target: Buffer, from: number, to: number): number;
  /** The bytes that come next are the first ones again. */
  rewind(): void;
}
