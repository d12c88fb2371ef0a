const nothing = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** Holds this process up for so many milliseconds. */
export function pause(milliseconds: number): void {
  Atomics.wait(nothing, 0, 0, milliseconds);
}
