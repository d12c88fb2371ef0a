/** One container run's log files, as its runtime and the kubelet keep them. All calls are synchronous. */
export interface RunFiles {
  /** Where the kubelet shows the log: `pods/<namespace>_<pod>_<uid>/<container>/<restart>.log`. */
  readonly path: string;
  /** The physical file that is written now; `path` leads to it or is it. */
  readonly liveFile: string;
  /** The Docker container's id; CRI's paths do not say it. */
  readonly containerId?: string;
  /** Appends in one write. */
  append(bytes: Uint8Array): void;
  /**
   * Puts the live file away under its next name, and continues with an empty one. Where the writer is told to do so only
   * after the rename, that is left to the function that is returned: until then the writer continues with the old file,
   * and nothing is in its place. Docker has no such moment.
   */
  rotate(): (() => void) | undefined;
  /** The rotated files that are there, oldest first. */
  rotated(): string[];
  /** Closes the live file; it stays on disk. */
  close(): void;
  /** Deletes the live file, the rotated ones and the link. */
  remove(): void;
}
