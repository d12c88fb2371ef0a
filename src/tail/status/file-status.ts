import type { FileStatus } from '../../record/log-status.js';
import type { LogFile } from '../chain/log-file.js';
import type { TailOptions } from '../tail-options.js';

/** How far a file is taken and settled, as the ledger has it: resume offsets. */
interface Account {
  readonly read: number;
  readonly settled: number;
}

/** What there is to say of each file: what was taken of it, by the tail, the decoder and the ledger. */
export function describeFiles(
  files: readonly LogFile[],
  live: LogFile | undefined,
  { now, progress }: Pick<TailOptions, 'now' | 'progress'>,
): FileStatus[] {
  return files.map((file) => describeFile(file, progress.account(file.key), file === live, now()));
}

function describeFile(file: LogFile, { read, settled }: Account, isLive: boolean, now: number): FileStatus {
  const { size } = file;
  return {
    target: file.target,
    isLive,
    size,
    read: file.offset,
    settled,
    inFlight: read - settled,
    waiting: file.consumer.waiting(file.key),
    lagBytes: Math.max(0, size - settled),
    lagSeconds: file.lag.lag(now, settled) / 1000,
  };
}
