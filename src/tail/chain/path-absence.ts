/** For how long a path may be between two files before that is logged, in milliseconds; a rotation takes less. */
const LONGEST_ROTATION = 1_000;
/** Milliseconds between two looks at a path at which nothing is: as long as that lasts, within these bounds. */
const SHORTEST_WAIT = 2;
const LONGEST_WAIT = 100;

/** Whether, and since when, nothing that may be read is at a log's path, or at the end of its links. */
export class PathAbsence {
  #since: number | undefined;
  readonly #now: () => number;

  /** @param now milliseconds, never falling */
  constructor(now: () => number) {
    this.#now = now;
  }

  get isMissing(): boolean {
    return this.#since !== undefined;
  }

  /** Returns whether it is missing now, and was not before. */
  set(isMissing: boolean): boolean {
    const isNew = isMissing && this.#since === undefined;
    this.#since = isMissing ? (this.#since ?? this.#now()) : undefined;
    return isNew;
  }

  /** Whether it is missing, but not for long: a rotation may be half done. */
  get isShort(): boolean {
    return this.#since !== undefined && this.#now() - this.#since < LONGEST_ROTATION;
  }

  /** In how many milliseconds the path is to be looked at again. */
  get lookAgainIn(): number {
    return Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, this.#now() - (this.#since ?? 0)));
  }
}
