import { putScratch } from '../record/record-block.js';
import type { DecodeContext } from './decode-context.js';

/** The time of lines that have none of their own: when they were read, of all that is decoded at once. */
export class ReadTime {
  /** Index of it in the block; -1 until it is needed. */
  #start = -1;
  #length = 0;

  /** What is decoded from now on was read later. */
  clear(): void {
    this.#start = -1;
  }

  /** Gives it to the shared line. */
  put({ block, scanner, wallTime }: DecodeContext): void {
    if (this.#start < 0) {
      const text = Buffer.from(new Date(wallTime()).toISOString(), 'latin1');
      this.#start = putScratch(block, text);
      this.#length = text.length;
    }
    scanner.line.timeStart = this.#start;
    scanner.line.timeEnd = this.#start + this.#length;
  }
}
