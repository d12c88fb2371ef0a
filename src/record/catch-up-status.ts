/** How the catching up goes, where `catchUp` is configured. */
export interface CatchUpStatus {
  /** Logs that are behind: they are read at the rate below, all together. */
  readonly behind: number;
  readonly bytesPerSecond: number;
  readonly order: 'oldest' | 'newest';
  /** With `newest`: bytes that are read later than fresh lines, and are not read yet. */
  readonly backlogBytes: number;
}
