export type StreamName = 'stdout' | 'stderr';

/** A line that a container wrote, as it must come out of podtail. */
export interface WrittenLine {
  readonly stream: StreamName;
  /** Without the newline. Where the runtime itself puts U+FFFD into its log, so does this. */
  readonly text: string;
  /** What the runtime wrote as the time of the line, or of its first piece. */
  readonly time: string;
  /** The container ended without closing the line. */
  readonly partial?: true;
  /** What it takes in the log, in bytes. */
  readonly bytes: number;
  /** The physical file in which its first piece is: 0 for the log's first, one more after each rotation. */
  readonly firstFile: number;
  /** The physical file in which its last piece is. */
  readonly lastFile: number;
}

/** One line of a log file, or a piece of one, ready to be written. */
export interface LogEntry {
  readonly stream: StreamName;
  /** What is in this entry: the whole line, or one piece of it, without the newline. */
  readonly content: Uint8Array;
  readonly time: string;
  /** Whether the line ends with this entry. */
  readonly last: boolean;
}
