import path from 'node:path';
import type { DirectoryWatches } from '../os/directory-watches.js';

/** The watches on the folders of one log: that of its link, which does not change when the target does, and the target's. */
export class LogWatches {
  readonly #path: string;
  readonly #watches: DirectoryWatches;
  /** Called when something happened to the log's entry in one of the folders. */
  readonly #onHint: () => void;
  #watched = '';
  #endWatches: (() => void)[] = [];

  constructor(path: string, watches: DirectoryWatches, onHint: () => void) {
    this.#path = path;
    this.#watches = watches;
    this.#onHint = onHint;
  }

  /** Watches on while the log leads to `target`, all links followed. */
  follow(target: string): void {
    const folders = new Set([path.dirname(target), path.dirname(this.#path)]);
    const watched = [...folders].join('\n');
    if (watched === this.#watched) return;
    this.end();
    this.#watched = watched;
    const names = new Set([path.basename(target), path.basename(this.#path)]);
    const listener = (entry: string | null): void => {
      if (entry === null || names.has(entry)) this.#onHint();
    };
    this.#endWatches = [...folders].map((folder) => this.#watches.watch(folder, listener));
  }

  end(): void {
    for (const end of this.#endWatches) end();
    this.#endWatches = [];
    this.#watched = '';
  }
}
