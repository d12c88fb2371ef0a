import type { RememberedFile } from './chain/file-memory.js';
import type { SourceTail } from './source-tail.js';
import type { TailOptions } from './tail-options.js';

/** How far the files of all logs are settled, by the paths of the logs. */
export type PositionsByPath = ReadonlyMap<string, readonly RememberedFile[]>;

/** The positions of all logs, made again only for those to which something has happened since they were asked for. */
export class TailPositions {
  readonly #progress: TailOptions['progress'];
  readonly #touched = new Set<SourceTail>();
  #latest: PositionsByPath = new Map();
  /** What `progress.changes` was then. */
  #madeAt = 0;

  constructor(progress: TailOptions['progress']) {
    this.#progress = progress;
  }

  /** Something happened to a log. */
  touch(tail: SourceTail): void {
    this.#touched.add(tail);
  }

  /**
   * The positions of these logs; the files of one to which nothing has happened are the same array as before, and so is all if nothing has
   * happened to any.
   *
   * @param positionsOf undefined if they are not available now
   */
  of(
    tails: Iterable<SourceTail>,
    positionsOf: (tail: SourceTail) => readonly RememberedFile[] | undefined,
  ): PositionsByPath {
    const { changes } = this.#progress;
    if (changes === this.#madeAt && this.#touched.size === 0) return this.#latest;
    const positions = new Map<string, readonly RememberedFile[]>();
    const failed: SourceTail[] = [];
    for (const tail of tails) {
      const files = this.#known(tail) ?? positionsOf(tail);
      if (files === undefined) failed.push(tail);
      else positions.set(tail.path, files);
    }
    this.#touched.clear();
    for (const tail of failed) this.#touched.add(tail);
    this.#latest = positions;
    this.#madeAt = changes;
    return positions;
  }

  #known(tail: SourceTail): readonly RememberedFile[] | undefined {
    const isOutdated = this.#touched.has(tail) || tail.held.hasProgressed(this.#madeAt);
    return isOutdated ? undefined : this.#latest.get(tail.path);
  }
}
