import type { LogSource } from '../../record/log-source.js';
import type { LogStatus } from '../../record/log-status.js';
import type { FileChain } from '../chain/file-chain.js';
import type { LogAccount } from './log-account.js';

/** What was done with a log up to now, and what is wrong with its path, if anything is. */
export function describeLog(
  { path, metadata, containerId }: LogSource,
  problem: Pick<LogStatus, 'problem' | 'problemKind' | 'refusal'>,
  chain: FileChain,
  account: LogAccount,
): Omit<LogStatus, 'watch'> {
  const files = chain.status();
  return {
    path,
    metadata,
    ...(containerId === undefined ? {} : { containerId }),
    ...problem,
    files,
    ...account.balance(files),
    abandoned: { ...chain.losses.abandoned },
  };
}
