import type { Diagnostics } from '../record/diagnostics.js';
import type { FileChain } from './file-chain.js';
import type { LogFile } from './log-file.js';

/**
 * Counts what was not read of the oldest file of a chain, which was deleted, or written anew, while it was closed for a while.
 *
 * @param path the log's
 */
export function abandonGone(file: LogFile, chain: FileChain, path: string, diagnostics: Diagnostics): void {
  const unreadBytes = Math.max(0, file.size - file.offset);
  if (unreadBytes === 0) return;
  chain.abandon('deleted', unreadBytes);
  chain.leaveGapAfter(0);
  const message = `${file.target} was deleted or written anew while it was closed, as too many files are followed`;
  diagnostics.warn(`${message}; a higher ulimit -n lets podtail keep more of them open`, { path, unreadBytes });
}
