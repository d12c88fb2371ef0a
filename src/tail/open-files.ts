/** What can be closed for a while to make room for another file. */
export interface Closable {
  /** Whether it is read to its end for now, so that it will not be missed soon. */
  readonly isIdle: boolean;
  /** Closes the file until it is needed; false where it could not be opened again then. */
  suspend(): boolean;
}

/**
 * The files that are open, of which there may only be so many: for one more the file is closed that was read to its end
 * and has not been used for the longest time; where there is none such, the one that has not been used for the longest
 * time.
 */
export class OpenFiles {
  readonly #limit: number;
  /** Those used last come last. */
  readonly #files = new Set<Closable>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** To be called before a file is opened. */
  makeRoom(): void {
    if (this.#files.size < this.#limit) return;
    for (const mayBeBusy of [false, true]) {
      for (const file of this.#files) {
        if (this.#files.size < this.#limit) return;
        if ((mayBeBusy || file.isIdle) && file.suspend()) this.#files.delete(file);
      }
    }
  }

  /** Says that a file is open, and used now. */
  use(file: Closable): void {
    this.#files.delete(file);
    this.#files.add(file);
  }

  /** Says that a file is closed. */
  closed(file: Closable): void {
    this.#files.delete(file);
  }
}
