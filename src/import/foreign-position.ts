/** How far another agent has read a file. */
export interface ForeignPosition {
  /** As that agent found it: a log's path, or one of the links that lead there. */
  readonly path: string;
  /** Decimal text; left out where the agent knows files by their paths alone. */
  readonly inode?: string;
  /** Byte offset, in the uncompressed file. */
  readonly offset: number;
}

/** The agents whose positions can be read. */
export const AGENTS = ['promtail', 'alloy', 'fluent-bit', 'filebeat'] as const;
export type Agent = (typeof AGENTS)[number];

/** Whether a value is an offset: no negative one, which some agents keep for files that they have not begun. */
export function isOffset(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
