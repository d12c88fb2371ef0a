import { parseMoment } from '../format/moment.js';
import type { Config } from './config.js';
import type { ConfigWarning } from './warning.js';

/** A warning where no line can be within the range of times. */
export function timeRangeWarnings({ since, until }: Config, now = Date.now()): ConfigWarning[] {
  if (since === undefined || until === undefined || parseMoment(since, now)! < parseMoment(until, now)!) return [];
  return [{ message: `since (${since}) is not before until (${until}): no line is between them` }];
}
