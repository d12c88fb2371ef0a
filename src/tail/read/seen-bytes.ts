import { type Fingerprint, fingerprintOf, NO_BYTES } from '../files/file-identity.js';

/** Bytes that are compared: with Docker and CRI they hold a line's time. */
const MOST = 256;

/** Where a read puts what is in the file now; all files share it. */
const found = Buffer.allocUnsafeSlow(MOST);

/**
 * The last bytes of a file that were taken, by which each read finds out whether the file is still the same before the
 * read's offset: one that was truncated may have grown past its old size since.
 */
export class SeenBytes {
  #bytes: Buffer | undefined;
  #length = 0;

  /** Takes note of bytes that were taken: `bytes[0, length)`. */
  add(bytes: Buffer, length: number): void {
    this.#bytes ??= Buffer.allocUnsafeSlow(MOST);
    const fresh = Math.min(length, MOST);
    const kept = Math.min(this.#length, MOST - fresh);
    this.#bytes.copyWithin(0, this.#length - kept, this.#length);
    bytes.copy(this.#bytes, kept, length - fresh, length);
    this.#length = kept + fresh;
  }

  /** By what to know the bytes again. */
  get fingerprint(): Fingerprint {
    return this.#bytes === undefined ? NO_BYTES : fingerprintOf(this.#bytes.subarray(0, this.#length));
  }

  /** Whether as much is known of what precedes an offset as there is, or as is ever kept. */
  reaches(offset: number): boolean {
    return this.#length === Math.min(offset, MOST);
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** Memory for a read to put as many bytes as are known here: those before its offset. */
  get room(): Buffer {
    return found.subarray(0, this.#length);
  }

  /** Whether what the read found is what was taken. */
  get isUnchanged(): boolean {
    return this.#length === 0 || found.compare(this.#bytes!, 0, this.#length, 0, this.#length) === 0;
  }

  /** The file begins again. */
  clear(): void {
    this.#length = 0;
  }
}
