/** What can be closed for a while to make room for another file. */
export interface Closable {
  /** Whether it is read to its end for now, so that it will not be missed soon. */
  readonly isIdle: boolean;
  /** Closes the file until it is needed; false where it could not be opened again then. */
  suspend(): boolean;
}

/** How many of the files that were not used for long are looked at for an idle one: a look at all would take too long. */
const CANDIDATES = 32;

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
    const candidates: Closable[] = [];
    for (const file of this.#files) {
      if (candidates.push(file) === CANDIDATES) break;
    }
    const isClosed = this.#suspendOne(candidates.filter((file) => file.isIdle)) || this.#suspendOne(candidates);
    if (!isClosed) this.#suspendOne(this.#files);
  }

  #suspendOne(files: Iterable<Closable>): boolean {
    for (const file of files) {
      if (file.suspend()) return this.#files.delete(file);
    }
    return false;
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
