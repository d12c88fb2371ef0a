import type { LogClock, Nanoseconds } from './log-time.js';
import type { RotateOptions, RunFiles } from './run-files.js';
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
  /**
   * Writes a line in the pieces that the runtime makes of it, one write each, and calls `between` in the gaps: that is
   * where another stream's pieces and rotations come between those of a long line.
   */
  pieces(text: string | Uint8Array, stream: StreamName, between?: () => void): void;
  /** Writes a line without its newline, as a container's last words: it must be the last of its stream. */
  unfinished(text: string | Uint8Array, stream: StreamName): void;
  rotate(options?: RotateOptions): void;
  /** The container ends; its log stays. */
  stop(): void;
  /** The container ends if it has not, and its log is deleted. */
  remove(): void;
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
  let stopped = false;
  const files = openFiles(() => lastTime);

  function write(stream: StreamName, contents: readonly Uint8Array[], closed: boolean, between?: () => void): void {
    if (stopped) throw new Error('this container run has ended: it can write no more');
    const first = clock();
    for (const [index, content] of contents.entries()) {
      if (index > 0) between?.();
      lastTime = index === 0 || format.oneTimePerLine ? first : clock();
      const last = closed && index === contents.length - 1;
      files.append(format.encode({ stream, content, time: format.time(lastTime), last }));
    }
    const line = { stream, text: format.text(contents), time: format.time(first) };
    written.push(closed ? line : { ...line, partial: true });
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
    pieces: (text, stream, between) => write(stream, format.pieces(Buffer.from(text)), true, between),
    unfinished: (text, stream) => {
      const contents = format.pieces(Buffer.from(text)).filter((content) => content.length > 0);
      write(stream, contents, false);
    },
    rotate: (options = {}) => {
      rotations++;
      files.rotate(options);
    },
    stop,
    remove: () => {
      stop();
      files.remove();
    },
  };
}
