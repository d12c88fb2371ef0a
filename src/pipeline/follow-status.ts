import type { DirectoryWatches } from '../os/directory-watches.js';
import type { CatchUpStatus } from '../record/catch-up-status.js';
import type { LogStatus } from '../record/log-status.js';
import type { PipelineStatus, PositionsStatus } from '../record/pipeline-status.js';
import type { PodsStatus } from '../record/pods-status.js';

/** The status of following files. The follower keeps it up to date. */
export interface FollowStatus {
  status(): Pick<PipelineStatus, 'isReady' | 'logs' | 'watches' | 'positions' | 'pods' | 'catchUp'>;
  begin(followed: Followed): void;
  /** All logs that existed at the start have been found. */
  setReady(): void;
  /** Reports whether positions were saved. */
  saved(done: boolean): void;
  /** Freezes the status of the logs. */
  end(): void;
}

/** The followed logs. May be asked at any time. */
interface Followed {
  logs(): readonly LogStatus[];
  readonly watches: Pick<DirectoryWatches, 'active' | 'failed'>;
  readonly keepsPositions: boolean;
  /** Undefined if podtail does not request the labels of pods. */
  pods(): PodsStatus | undefined;
  /** Undefined if there is no limit. */
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
