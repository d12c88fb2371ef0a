import { millisecondsSince } from '../files/file-clock.js';
import type { TailOptions } from '../tail-options.js';
import { createLogFile, type Reading } from './create-log-file.js';
import { type DrainedFile, resumePointOf } from './find-unread.js';
import { LINGER } from './lingering-files.js';
import type { LogFile } from './log-file.js';
import type { OpenFile } from './open-file.js';

/** Whether something came to a file so shortly before that more may come. */
export function mayGetLate({ bytes, modifiedAt }: OpenFile, wallTime: number): boolean {
  return !bytes.isCompressed && millisecondsSince(modifiedAt, wallTime) < LINGER;
}

/**
 * A file that an earlier podtail read to its end, and that is open again for lines that come late. The ledger has no account of it.
 *
 * @returns `since`: when something came to it last, in milliseconds of the tailer's clock
 */
export function createDrainedFile(
  reading: Reading,
  opened: DrainedFile,
  options: Pick<TailOptions, 'progress' | 'now' | 'wallTime'>,
): { readonly file: LogFile; readonly since: number } {
  const from = resumePointOf(opened.past);
  const file = createLogFile(reading, { ...opened, from, followsGap: false }, options);
  options.progress.close(file.key);
  return { file, since: options.now() - Math.max(0, millisecondsSince(file.modified, options.wallTime())) };
}
