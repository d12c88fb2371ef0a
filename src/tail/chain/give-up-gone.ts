import type { TailOptions } from '../tail-options.js';
import type { FileChain } from './file-chain.js';
import type { LogFile } from './log-file.js';

/**
 * Gives up what was not read of the oldest file of a chain, which is gone. More may have been written to it than was seen,
 * so that no line continues behind it.
 *
 * @param path the log's
 */
export function giveUpGone(file: LogFile, chain: FileChain, path: string, { diagnostics }: TailOptions): void {
  chain.leaveGapAfter(0);
  const unreadBytes = Math.max(0, file.size - file.offset);
  if (unreadBytes === 0) return;
  chain.losses.abandon('deleted', unreadBytes);
  const message = `${file.target} was deleted or overwritten while podtail had it closed, because it follows too many files`;
  const remedy = 'a higher ulimit -n lets podtail keep more of them open';
  diagnostics.warn(`${message}; ${remedy}`, { path, unreadBytes });
}
