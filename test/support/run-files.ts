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
  /** Puts the live file away under its next name and goes on with an empty one. */
  rotate(options: RotateOptions): void;
  /** Closes the live file; it stays on disk. */
  close(): void;
  /** Deletes the live file, the rotated ones and the link. */
  remove(): void;
}

export interface RotateOptions {
  /**
   * Called while the live file has its new name and the runtime still writes to it: the kubelet renames first and then
   * asks the runtime to reopen its log. Docker has no such moment.
   */
  readonly beforeReopen?: () => void;
}
