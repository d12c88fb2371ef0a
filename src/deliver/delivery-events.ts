/**
 * The events that the delivery reports to the rest of podtail. Sinks are numbered in the order of the configuration, from 0 on; a sink that
 * a reload puts in the place of another one has a new number.
 */
export interface DeliveryEvents {
  /** A payload for that sink got its first record of that physical file. Not reported for optional sinks. */
  carried(sink: number, fileKey: number): void;
  /**
   * That sink settled a payload: everything before `offset` of that file is settled there. Not reported for optional
   * sinks, because they hold no position back.
   */
  settled(sink: number, fileKey: number, offset: number): void;
  /** That sink reports nothing more, and holds no position back. */
  retired(sink: number): void;
  /** There may be room again, or everything is settled. */
  room(): void;
  /** A required sink, or the last sink, is closed for good. */
  closed(): void;
  /** An unexpected error occurred. */
  failed(error: unknown): void;
}
