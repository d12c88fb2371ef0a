import { parseMoment } from '../format/moment.js';
import type { ReadRules } from '../os/read-rules.js';
import type { RememberedFile } from '../tail/chain/file-memory.js';
import { openPresentFiles, type PresentFile } from '../tail/files/present-file.js';
import type { TimeRange } from '../transform/time-range.js';
import type { PipelineConfig } from './pipeline-config.js';

/** The time range of the configuration. Undefined if it has none. */
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
 * The remembered state of a new log that skips what is outside the range. It uses the times of the first and last lines
 * of rotated files. In the oldest file that is read, it skips what is before the range. Empty if the lines have no
 * times.
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
  // The last file that begins before the range may hold lines of it. Older files hold some only if the times of two
  // files overlap.
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

/** Reads the file from about that time on. A compressed file is read as a whole. */
function readFrom(file: PresentFile, since: number): RememberedFile[] {
  const offset = file.isCompressed ? 0 : file.offsetOf(since);
  return offset === 0 ? [] : [file.remember(offset, false)];
}
