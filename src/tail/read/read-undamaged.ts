import type { FileChain } from '../chain/file-chain.js';
import type { LogFile } from '../chain/log-file.js';
import type { TailOptions } from '../tail-options.js';
import { type ReadResult, readFile } from './read-file.js';

/**
 * Reads on in the oldest file of a chain as `readFile` does. One whose compressed content is damaged ends there; what
 * follows the damage is given up.
 *
 * @param path the log's
 */
export function readUndamaged(file: LogFile, chain: FileChain, path: string, options: TailOptions): ReadResult {
  const { now, diagnostics } = options;
  try {
    return readFile(file, options, now());
  } catch (error) {
    const { consumed, message } = error as Error & { consumed?: number };
    if (consumed === undefined) throw error;
    const unreadBytes = Math.max(0, file.bytes.sizeOnDisk() - consumed);
    chain.losses.abandon('damaged', unreadBytes);
    chain.leaveGapAfter(0);
    const fields = { path, offset: file.offset, unreadBytes };
    diagnostics.warn(`${file.target} is damaged, and podtail reads it no further: ${message}`, fields);
    return 'end';
  }
}
