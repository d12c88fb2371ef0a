/**
 * The events that the delivery reports to the rest of podtail. Sinks are numbered in the order of the configuration, from 0 on; a sink that
 * a reload puts in the place of another one has a new number.
 */
export interface DeliveryEvents {
  /** A payload for that sink has got its first record of that physical file. Not told of optional sinks. */
  carried(sink: number, fileKey: number): void;
  /**
   * That sink has settled a payload: all before `offset` of that file is settled there. Not told of optional sinks: what
   * these have not taken holds no position back.
   */
  settled(sink: number, fileKey: number, offset: number): void;
  /** Nothing more will be heard of that sink: it holds no position back. */
  retired(sink: number): void;
  /** There may be room again, or all is settled. */
  room(): void;
  /** A sink is gone for good without which podtail cannot continue, or the last of them is. */
  closed(): void;
  /** Something failed that nothing foresaw. */
  failed(error: unknown): void;
}
