import { parseMoment } from '../format/moment.js';
import type { ReadRules } from '../os/read-rules.js';
import type { RememberedFile } from '../tail/chain/file-memory.js';
import { openPresentFiles, type PresentFile } from '../tail/files/present-file.js';
import type { TimeRange } from '../transform/time-range.js';
import type { PipelineConfig } from './pipeline-config.js';

/** The range that the configuration asks for; undefined where it asks for none. */
export function timeRangeOf(
  { since, until }: Pick<PipelineConfig, 'since' | 'until'>,
  now: number,
): TimeRange | undefined {
  if (since === undefined && until === undefined) return undefined;
  return {
    since: since === undefined ? Number.NEGATIVE_INFINITY : parseMoment(since, now)!,
    until: until === undefined ? Number.POSITIVE_INFINITY : parseMoment(until, now)!,
  };
}

/**
 * What to remember of a log that is new, so that what lies outside the range is not read: rotated files by the times of their first
 * and last lines, and of the oldest that is read, what is before the range. Nothing where the lines bear no times.
 */
export function skipOutside(path: string, range: TimeRange, rules: ReadRules): readonly RememberedFile[] {
  const files = openPresentFiles(path, rules);
  try {
    return skipped(files, range);
  } finally {
    for (const file of files) file.close();
  }
}

function skipped(files: readonly PresentFile[], { since, until }: TimeRange): readonly RememberedFile[] {
  const times = files.map((file) => file.firstTime());
  // The last file that begins before the range may hold some of it; what is older only where the lines of two files overlap.
  const first = times.findLastIndex((time) => time !== undefined && time < since);
  return files.flatMap((file, index) => {
    const isLive = index === files.length - 1;
    if (index < first) {
      const { end, lastTime } = file.ending();
      return lastTime === undefined || lastTime < since ? [file.remember(end, true)] : readFrom(file, since);
    }
    if (!isLive && times[index] !== undefined && times[index] > until) return [file.remember(file.end(), true)];
    return index > first ? [] : readFrom(file, since);
  });
}

/** The file is read from about that time on; a compressed one as a whole. */
function readFrom(file: PresentFile, since: number): RememberedFile[] {
  const offset = file.isCompressed ? 0 : file.offsetOf(since);
  return offset === 0 ? [] : [file.remember(offset, false)];
}
