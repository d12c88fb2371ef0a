import type { SavedPosition } from '../../checkpoint/saved-position.js';
import { beyondGrace, type DeletedFileGrace } from '../../tail/deleted-file-grace.js';
import { copyRest, planRest, type RestPlan } from '../../tail/files/copy-rest.js';
import type { UnsavedCopy } from '../../tail/saved-rests.js';
import type { BacklogLog } from './backlog-log.js';
import type { PartReader, UnsettledPart } from './part-reader.js';

/** The copies of deleted files' rests that an earlier podtail saved of backlogs. */
export interface BacklogRests {
  /** The copies of a log. */
  of(path: string): readonly string[];
  /** A copy is read: it is removed once all of it is settled. */
  take(copy: string): void;
}

/** The rest of a backlog's part whose file was deleted, to be saved. */
interface UnsavedPart extends UnsavedCopy {
  readonly position: SavedPosition;
}

/** What is not settled of the deleted files that the backlog has open, and the copies of such rests. */
export interface PartRests {
  /**
   * Saves the rests: podtail's handles are the last ones. What is beyond the grace of deleted files, or cannot be saved, is given up,
   * which is counted. To be called when reading has stopped.
   *
   * @param save throws what the system says
   */
  save(save: (rest: UnsavedPart) => void): { readonly files: number; readonly bytes: number };
  /** The copies that are not settled to the ends of their parts. */
  inUse(): readonly string[];
}

interface PartRestsOptions {
  readonly deletedFileGrace: DeletedFileGrace;
  /** Milliseconds, never falling. */
  now(): number;
  /** Milliseconds since 1970. */
  wallTime(): number;
}

interface Candidate {
  readonly path: string;
  readonly log: BacklogLog;
  readonly part: PartReader;
  readonly unsettled: UnsettledPart;
  readonly plan: RestPlan;
  readonly since: number;
  readonly bytes: number;
}

/** @param toSaved makes the position of a part */
export function createPartRests(
  logs: ReadonlyMap<string, BacklogLog>,
  options: PartRestsOptions,
  toSaved: (path: string, part: UnsettledPart) => SavedPosition,
): PartRests {
  function candidatesOf(path: string, log: BacklogLog): Candidate[] {
    return log.deletedParts().flatMap(({ part, since, unsettled }) => {
      try {
        const plan = planRest(part.source, unsettled.file, unsettled.end);
        return [{ path, log, part, unsettled, plan, since, bytes: plan.bytes }];
      } catch {
        log.giveUp(part, 'deleted');
        return [];
      }
    });
  }

  return {
    save(save) {
      const { deletedFileGrace, now, wallTime } = options;
      const candidates = [...logs].flatMap(([path, log]) => candidatesOf(path, log));
      const beyond = new Set(beyondGrace(candidates, now(), deletedFileGrace));
      let [files, bytes] = [0, 0];
      for (const candidate of candidates) {
        const { path, log, part, unsettled, plan, since } = candidate;
        if (beyond.has(candidate)) {
          log.giveUp(part, 'deletedFileGrace');
          continue;
        }
        try {
          save({
            position: toSaved(path, unsettled),
            target: path,
            deletedAt: Math.round(wallTime() - (now() - since)),
            plan,
            copyTo: (descriptor) => copyRest(part.source, plan, descriptor),
          });
          files++;
          bytes += plan.bytes;
        } catch {
          log.giveUp(part, 'deleted');
        }
      }
      return { files, bytes };
    },
    inUse: () => [...logs.values()].flatMap((log) => log.copiesInUse()),
  };
}
