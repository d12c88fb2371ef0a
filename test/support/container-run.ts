import type { LogClock, Nanoseconds } from './log-time.js';
import type { RunFiles } from './run-files.js';
import type { RuntimeFormat } from './runtime-format.js';
import type { StreamName, WrittenLine } from './written-line.js';

/** Who writes: what podtail has to find out from the path. */
export interface RunIdentity {
  readonly namespace: string;
  readonly pod: string;
  readonly uid: string;
  readonly container: string;
  readonly restart: number;
}

/** One container from its start to its end, with all that it wrote. */
export interface ContainerRun extends RunIdentity {
  readonly files: RunFiles;
  /** Every line that was closed, in the order of the log file, and the one that never was. */
  readonly written: readonly WrittenLine[];
  /** How often the log was rotated. */
  readonly rotations: number;
  /** Which physical file of the log is written now: 0 for the first. */
  readonly file: number;
  /**
   * Writes a line in the pieces that the runtime makes of it, one write each, and calls `between` in the gaps: that is
   * where another stream's pieces and rotations come between those of a long line.
   */
  pieces(text: string | Uint8Array, stream: StreamName, between?: () => void): void;
  /** Writes a line without its newline, as a container's last words: it must be the last of its stream. */
  unfinished(text: string | Uint8Array, stream: StreamName): void;
  /**
   * Writes all of a line but the `missing` bytes at the end of its last piece, and returns what writes these. Until then
   * nothing else may be written, and the log may not be rotated, unless all of the last piece is missing.
   */
  torn(text: string | Uint8Array, stream: StreamName, missing: number): () => void;
  rotate(options?: RotateOptions): void;
  /** Puts the live file away, and returns what lets the writer continue with the next one: until then it stays with that. */
  rotateSlowly(): () => void;
  /** The container ends; its log stays. */
  stop(): void;
  /** The container ends if it has not, and its log is deleted. */
  remove(): void;
}

export interface RotateOptions {
  /**
   * Called while the live file has its new name and the runtime still writes to it: the kubelet renames first and then
   * asks the runtime to reopen its log. Not with Docker, which has no such moment.
   */
  readonly beforeReopen?: () => void;
}

export interface ContainerRunOptions {
  readonly identity: RunIdentity;
  readonly format: RuntimeFormat;
  /** Gets a look at the time of the last entry written. */
  readonly openFiles: (lastTime: () => Nanoseconds) => RunFiles;
  readonly clock: LogClock;
}

/** Starts a run: its log is there, and empty. Writing after its end throws. */
export function startContainerRun({ identity, format, openFiles, clock }: ContainerRunOptions): ContainerRun {
  const written: WrittenLine[] = [];
  let lastTime = clock();
  let rotations = 0;
  let file = 0;
  let stopped = false;
  const files = openFiles(() => lastTime);

  /** Writes the entries but the `missing` bytes at the end of the last one, and returns what writes these. */
  function begin({ stream, contents, closed, between, missing = 0 }: Writing): () => void {
    if (stopped) throw new Error('this container run has ended: it can write no more');
    const first = clock();
    const firstFile = file;
    let bytes = 0;
    let rest: Buffer = Buffer.alloc(0);
    for (const [index, content] of contents.entries()) {
      if (index > 0) between?.();
      lastTime = index === 0 || format.oneTimePerLine ? first : clock();
      const isLast = index === contents.length - 1;
      const entry = format.encode({ stream, content, time: format.time(lastTime), last: closed && isLast });
      const cut = isLast ? Math.max(0, entry.length - missing) : entry.length;
      append(entry.subarray(0, cut));
      rest = entry.subarray(cut);
      bytes += entry.length;
    }
    return () => {
      append(rest);
      const text = format.text(contents);
      const line = { stream, text, time: format.time(first), bytes, firstFile, lastFile: file };
      written.push(closed ? line : { ...line, partial: true });
    };
  }

  function append(bytes: Uint8Array): void {
    if (bytes.length > 0) files.append(bytes);
  }

  function rotateSlowly(): () => void {
    rotations++;
    const reopen = files.rotate();
    if (reopen === undefined) file++;
    return () => {
      if (reopen === undefined) return;
      reopen();
      file++;
    };
  }

  function stop(): void {
    if (!stopped) files.close();
    stopped = true;
  }

  return {
    ...identity,
    files,
    written,
    get rotations() {
      return rotations;
    },
    get file() {
      return file;
    },
    pieces: (text, stream, between) => {
      const contents = format.pieces(Buffer.from(text));
      begin({ stream, contents, closed: true, ...(between === undefined ? {} : { between }) })();
    },
    unfinished: (text, stream) => {
      const contents = format.pieces(Buffer.from(text)).filter((content) => content.length > 0);
      begin({ stream, contents, closed: false })();
    },
    torn: (text, stream, missing) =>
      begin({ stream, contents: format.pieces(Buffer.from(text)), closed: true, missing }),
    rotate: ({ beforeReopen } = {}) => {
      const before = file;
      const reopen = rotateSlowly();
      if (file === before) beforeReopen?.();
      reopen();
    },
    rotateSlowly,
    stop,
    remove: () => {
      stop();
      files.remove();
    },
  };
}

interface Writing {
  readonly stream: StreamName;
  /** One for each entry. */
  readonly contents: readonly Uint8Array[];
  /** Whether the line ends with the last entry. */
  readonly closed: boolean;
  /** Called between two entries. */
  readonly between?: () => void;
  /** Bytes of the last entry that are not written yet. */
  readonly missing?: number;
}
