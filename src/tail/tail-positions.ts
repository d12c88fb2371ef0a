import type { RememberedFile } from './chain/file-memory.js';
import type { SourceTail } from './source-tail.js';
import type { TailOptions } from './tail-options.js';

/** How far the files of all logs are settled, by the paths of the logs. */
export type PositionsByPath = ReadonlyMap<string, readonly RememberedFile[]>;

interface SharedPositions {
  readonly from: readonly RememberedFile[];
  readonly copy: readonly RememberedFile[];
}

/** The positions of all logs, made again only for those to which something has happened since they were asked for. */
export class TailPositions {
  readonly #progress: TailOptions['progress'];
  readonly #touched = new Set<SourceTail>();
  #latest: PositionsByPath = new Map();
  /** What logs that wait for another one have of that, by their paths: each log has an array of its own. */
  #shared: ReadonlyMap<string, SharedPositions> = new Map();
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
   * happened to any. A log that waits for another one has the positions of that, since either may be the first to read on later.
   *
   * @param positionsOf undefined if they are not available now
   * @param ownerFor the path of the log for which the one at a path waits; undefined if it waits for none
   */
  of(
    tails: Iterable<SourceTail>,
    positionsOf: (tail: SourceTail) => readonly RememberedFile[] | undefined,
    ownerFor: (path: string) => string | undefined,
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
    const shared = new Map<string, SharedPositions>();
    for (const path of positions.keys()) {
      const owner = ownerFor(path);
      const from = owner === undefined ? undefined : positions.get(owner);
      if (from === undefined) continue;
      const before = this.#shared.get(path);
      const known = before?.from === from ? before : { from, copy: [...from] };
      shared.set(path, known);
      positions.set(path, known.copy);
    }
    this.#shared = shared;
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
