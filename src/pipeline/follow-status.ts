import type { DirectoryWatches } from '../os/directory-watches.js';
import type { CatchUpStatus } from '../record/catch-up-status.js';
import type { LogStatus } from '../record/log-status.js';
import type { PipelineStatus, PositionsStatus } from '../record/pipeline-status.js';
import type { PodsStatus } from '../record/pods-status.js';

/** What there is to say of the following of files; whoever follows keeps it up to date. */
export interface FollowStatus {
  status(): Pick<PipelineStatus, 'isReady' | 'logs' | 'watches' | 'positions' | 'pods' | 'catchUp'>;
  begin(followed: Followed): void;
  /** All logs have been found that were there at the start. */
  setReady(): void;
  /** Positions were, or could not be, saved. */
  saved(done: boolean): void;
  /** The logs stay as they are now. */
  end(): void;
}

/** What is followed, to be asked at any time. */
interface Followed {
  logs(): readonly LogStatus[];
  readonly watches: Pick<DirectoryWatches, 'active' | 'failed'>;
  readonly keepsPositions: boolean;
  /** Undefined where nothing is asked about pods. */
  pods(): PodsStatus | undefined;
  /** Undefined where nothing is bounded. */
  catchUp(): CatchUpStatus | undefined;
}

export function createFollowStatus(): FollowStatus {
  let logs = (): readonly LogStatus[] => [];
  let watches: Pick<DirectoryWatches, 'active' | 'failed'> = { active: 0, failed: 0 };
  let isReady = false;
  let positions: PositionsStatus | undefined;
  let podsStatus = (): PodsStatus | undefined => undefined;
  let catchUpStatus = (): CatchUpStatus | undefined => undefined;
  return {
    status() {
      const pods = podsStatus();
      const catchUp = catchUpStatus();
      return {
        isReady,
        logs: logs(),
        watches: { active: watches.active, missing: watches.failed },
        ...(positions === undefined ? {} : { positions }),
        ...(pods === undefined ? {} : { pods }),
        ...(catchUp === undefined ? {} : { catchUp }),
      };
    },
    begin(followed) {
      if (followed.keepsPositions) positions = { isSaved: false, failures: 0 };
      logs = followed.logs;
      watches = followed.watches;
      podsStatus = followed.pods;
      catchUpStatus = followed.catchUp;
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
