import { restartFile } from '../read/read-file.js';
import type { TailOptions } from '../tail-options.js';
import type { FileChain } from './file-chain.js';
import type { LogFile } from './log-file.js';

/** A file that was rotated away was written again: what was not read of it is counted, and it is read from its start. */
export function restartRotated(file: LogFile, chain: FileChain, { progress }: Pick<TailOptions, 'progress'>): void {
  chain.losses.abandon('truncated', Math.max(0, file.size - file.offset));
  file.consumer.flushPartialLines();
  restartFile(file);
  progress.restart(file.key);
}
