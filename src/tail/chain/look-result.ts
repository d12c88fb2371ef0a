import type { LogFile } from './log-file.js';
import type { Fate } from './rotation.js';

/**
 * What a read left to do: `more` at once, `soon` when `lookAgainIn` has passed, `later` when some time has, or nothing until
 * the file changes.
 */
export type Remainder = 'more' | 'soon' | 'later' | 'nothing';

/** What a look found: the log has `changed`; it is `ready` to be read for another reason; or nothing is to be done. */
export type LookResult = 'changed' | 'ready' | 'nothing';

/** What became of the live file, and whether something of the log waits to be read in any case. */
export function resultOfLook(fate: Fate, { halfLine, consumer }: LogFile, hasOlder: boolean): LookResult {
  if (fate !== 'same' && fate !== 'touched') return 'changed';
  return fate === 'touched' || hasOlder || halfLine > 0 || consumer.hasPartialLine ? 'ready' : 'nothing';
}

/** Whether a file is read to its end, and no line of it waits for its rest. */
export function isReadUp({ offset, size, newSize, isFresh, halfLine, consumer }: LogFile): boolean {
  // In the tick of the clock in which an empty file was written to last, it may have been written to and truncated.
  const isEmpty = newSize === 0 && !isFresh;
  return offset >= size && (newSize === undefined || isEmpty) && halfLine === 0 && !consumer.hasPartialLine;
}

/** Ships the pieces that wait: nothing of their lines comes in the next file, which may be found when none is open. */
export function flushAtGap(next: LogFile | undefined, consumer: LogFile['consumer']): void {
  consumer.flushPartialLines();
  if (next !== undefined) next.followsGap = false;
}
