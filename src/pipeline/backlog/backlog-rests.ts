import type { SavedPosition } from '../../checkpoint/saved-position.js';
import { beyondGrace, type DeletedFileGrace } from '../../tail/deleted-file-grace.js';
import { copyRest, planRest, type RestPlan } from '../../tail/files/copy-rest.js';
import type { UnsavedCopy } from '../../tail/saved-rests.js';
import type { BacklogLog } from './backlog-log.js';
import type { PartReader, UnsettledPart } from './part-reader.js';

/** Copies of the unsettled rests of deleted files that an earlier run saved, as far as they belong to a backlog. */
export interface BacklogRests {
  /** The copies of a log. */
  of(path: string): readonly string[];
  /** The reading of a copy begins. It is removed once it is settled to its end. */
  take(copy: string): void;
}

/** The unsettled rest of a part whose file was deleted. It has to be saved. */
interface UnsavedPart extends UnsavedCopy {
  readonly position: SavedPosition;
}

/** Saves the unsettled rests of deleted files that the backlog has open, and knows the copies of such rests. */
export interface PartRests {
  /**
   * Saves the rests, because podtail has the last handles of these files. Gives up and counts what exceeds the grace of
   * deleted files, or cannot be saved. To be called after the reading has stopped.
   *
   * @param save throws the error of the operating system
   */
  save(save: (rest: UnsavedPart) => void): { readonly files: number; readonly bytes: number };
  /** The copies whose parts are not settled to their ends. */
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
            isLeft: false,
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
