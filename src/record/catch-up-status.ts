/** The status of `catchUp`, if it is configured. */
export interface CatchUpStatus {
  /** The number of logs that are behind. They share the rate below. */
  readonly behind: number;
  readonly bytesPerSecond: number;
  readonly order: 'oldest' | 'newest';
  /** With `newest`: unread bytes that are read later than fresh lines. */
  readonly backlogBytes: number;
}
