import fs from 'node:fs';
import path from 'node:path';
import type { DirectoryWatches } from '../os/directory-watches.js';
import type { LogStatus } from '../record/log-status.js';

/** Linux follows as many links (path_resolution(7)). */
const MOST_LINKS = 40;

/** The watches on the folders of one log: those of the links that lead to its file, and the file's own. */
export class LogWatches {
  readonly #path: string;
  readonly #watches: DirectoryWatches;
  /** Called when something happened to the log's entry in one of the folders. */
  readonly #onHint: () => void;
  #folders: readonly string[] = [];
  #endWatches: (() => void)[] = [];
  #heard = 0;
  #mayHaveMoved = true;

  constructor(path: string, watches: DirectoryWatches, onHint: () => void) {
    this.#path = path;
    this.#watches = watches;
    this.#onHint = onHint;
  }

  /** How often something was heard of the log. */
  get heard(): number {
    return this.#heard;
  }

  /** Whether the path may lead to another file than it did at the latest look, by what was heard since. */
  get mayHaveMoved(): boolean {
    return this.#mayHaveMoved;
  }

  /** It is looked at where the path leads now. */
  beginLook(): void {
    this.#mayHaveMoved = false;
  }

  /** Whether all that happens to the log is heard of, as far as is known (see `DirectoryWatches.isSure`). */
  get isSure(): boolean {
    return this.#folders.length > 0 && this.#folders.every((folder) => this.#watches.isSure(folder));
  }

  /** Whether it is sure, and if not, why. */
  get status(): LogStatus['watch'] {
    for (const folder of this.#folders) {
      const reason = this.#watches.whyUnsure(folder);
      if (reason !== undefined) return { isProven: false, reason: `${folder}: ${reason}` };
    }
    return this.#folders.length > 0 ? { isProven: true } : { isProven: false, reason: 'no file of it is open' };
  }

  /** Watches on while the log leads to `target`, all links followed. */
  follow(target: string): void {
    const entries = entriesTo(this.#path, target);
    const folders = [...new Set(entries.map((entry) => path.dirname(entry)))];
    if (folders.join('\n') === this.#folders.join('\n')) return;
    this.end();
    this.#folders = folders;
    const names = [...new Set(entries.map((entry) => path.basename(entry)))];
    // What came before the watches began was not heard.
    this.#mayHaveMoved = true;
    const listener = (entry: string | null, isWrite = false): void => {
      if (entry !== null && !names.includes(entry)) return;
      this.#heard++;
      if (!isWrite) this.#mayHaveMoved = true;
      this.#onHint();
    };
    this.#endWatches = folders.map((folder) => this.#watches.watch(folder, listener));
  }

  /** A look found a change of which nothing was heard. */
  missed(): void {
    for (const folder of this.#folders) this.#watches.missed(folder);
  }

  end(): void {
    for (const end of this.#endWatches) end();
    this.#endWatches = [];
    this.#folders = [];
  }
}

/** The file, the path, and each further link on the way from the path to the file. */
function entriesTo(logPath: string, target: string): string[] {
  const entries = [target];
  for (let entry = logPath; entry !== target && entries.length <= MOST_LINKS; ) {
    const next = linkTarget(entry);
    if (next !== undefined || entry === logPath) entries.push(entry);
    if (next === undefined) break;
    entry = path.resolve(path.dirname(entry), next);
  }
  return entries;
}

function linkTarget(file: string): string | undefined {
  try {
    return fs.readlinkSync(file);
  } catch {
    return undefined;
  }
}
