import type { DirectoryWatches } from '../os/directory-watches.js';
import type { LogStatus } from '../record/log-status.js';
import type { PipelineStatus, PositionsStatus } from '../record/pipeline-status.js';

/** What there is to say of the following of files; whoever follows keeps it up to date. */
export interface FollowStatus {
  status(): Pick<PipelineStatus, 'isReady' | 'logs' | 'watches' | 'positions'>;
  begin(
    logs: () => readonly LogStatus[],
    watches: Pick<DirectoryWatches, 'active' | 'failed'>,
    keepsPositions: boolean,
  ): void;
  /** All logs have been found that were there at the start. */
  setReady(): void;
  /** Positions were, or could not be, saved. */
  saved(done: boolean): void;
  /** The logs stay as they are now. */
  end(): void;
}

export function createFollowStatus(): FollowStatus {
  let logs = (): readonly LogStatus[] => [];
  let watches: Pick<DirectoryWatches, 'active' | 'failed'> = { active: 0, failed: 0 };
  let isReady = false;
  let positions: PositionsStatus | undefined;
  return {
    status: () => ({
      isReady,
      logs: logs(),
      watches: { active: watches.active, missing: watches.failed },
      ...(positions === undefined ? {} : { positions }),
    }),
    begin(current, used, keepsPositions) {
      if (keepsPositions) positions = { isSaved: false, failures: 0 };
      logs = current;
      watches = used;
    },
    setReady() {
      isReady = true;
    },
    saved(done) {
      const failures = positions?.failures ?? 0;
      positions = done
        ? { isSaved: true, savedAt: Date.now(), failures }
        : { ...positions, isSaved: false, failures: failures + 1 };
    },
    end() {
      const last = logs();
      logs = () => last;
    },
  };
}
