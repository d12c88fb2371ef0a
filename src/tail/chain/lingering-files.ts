import type { LogFile } from './log-file.js';

/**
 * How long a file that was read to its end is looked at again, in milliseconds since something came to it: its writer may not
 * have gone over to the next file yet, or may continue although the file was deleted, or its link leads elsewhere.
 */
export const LINGER = 30_000;

/** A file that was read to its end, and is open still. */
export interface LingeringFile {
  readonly file: LogFile;
  /** Since when nothing came to it, in milliseconds of the tailer's clock. */
  readonly since: number;
  /** Whether nothing comes to it any more: it is open only so that it can be saved while it is not settled. */
  readonly isFinal: boolean;
}

/** Whether lines may come to a file that was read to its end. Dockerd closes one before it makes the next one of a container. */
export function mayLinger({ bytes, source, rest }: LogFile, next: LogFile | undefined): boolean {
  const isClosed = source.containerId !== undefined && next?.source.containerId === source.containerId;
  return maySave({ bytes, rest }) && !bytes.isCompressed && !isClosed;
}

/** Whether a file that was read to its end can be saved, should it be deleted. */
export function maySave({ bytes, rest }: Pick<LogFile, 'bytes' | 'rest'>): boolean {
  return rest === undefined && !bytes.isGone && bytes.suspendedAs === undefined;
}

/** The files of one log that were read to their ends, and are kept open for lines that come late, or until they are settled. */
export class LingeringFiles {
  #files: readonly LingeringFile[] = [];
  readonly #close: (file: LogFile) => void;

  /** @param close is told of each file that is not looked at any more */
  constructor(close: (file: LogFile) => void) {
    this.#close = close;
  }

  get size(): number {
    return this.#files.length;
  }

  /** The files, those that were read to their ends first first. */
  get files(): LogFile[] {
    return this.#files.map(({ file }) => file);
  }

  /** Keeps a file open for lines that come late. */
  add(file: LogFile, since: number): void {
    const { settled: _, ...openLine } = (file.begun ? file.consumer.lineState(file.key) : undefined) ?? {};
    file.resumeState = openLine.openLine === undefined ? undefined : openLine;
    this.#keep({ file, since, isFinal: false });
  }

  /** Keeps a file open that was read to its end by an earlier podtail. */
  addDrained(file: LogFile, since: number): void {
    this.#keep({ file, since, isFinal: false });
  }

  /** Keeps a file open until it is settled: if it is deleted before that, podtail's handle is the last one. */
  addFinal(file: LogFile): void {
    file.bytes.dropCache();
    this.#keep({ file, since: 0, isFinal: true });
  }

  #keep(entry: LingeringFile): void {
    const { file } = entry;
    this.#files = [...this.#files, entry];
    // There are more files than may be open: nothing is owed to one that was read to its end.
    file.bytes.onEvict = () => {
      if (!this.#files.includes(entry)) return;
      this.#files = this.#files.filter((other) => other !== entry);
      this.#close(file);
    };
  }

  /**
   * Takes out the files to which something has come, and closes those to which nothing came for long, or to which nothing comes and
   * that are settled.
   */
  takeGrown(now: number, isUnsettled: (file: LogFile) => boolean): LogFile[] {
    const grown: LogFile[] = [];
    for (const entry of this.#files) {
      const { file, since, isFinal } = entry;
      if (isFinal) {
        if (isUnsettled(file)) continue;
        this.#remove(entry);
        this.#close(file);
        continue;
      }
      const isGrown = file.bytes.openSize > file.offset;
      // The beginning of a line waits for its rest in the next file: what comes here is not mixed with that.
      const isBusy = file.consumer.waiting(file.key) > 0;
      if (isBusy || (!isGrown && now - since < LINGER)) continue;
      this.#remove(entry);
      if (isGrown) grown.push(file);
      else this.#close(file);
    }
    return grown;
  }

  /** Closes some of them. */
  close(isMeant: (file: LogFile) => boolean): void {
    for (const entry of this.#files) {
      if (!isMeant(entry.file)) continue;
      this.#remove(entry);
      this.#close(entry.file);
    }
  }

  #remove(entry: LingeringFile): void {
    this.#files = this.#files.filter((other) => other !== entry);
    entry.file.bytes.onEvict = undefined;
  }
}
