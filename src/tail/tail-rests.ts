import { dirname, join } from 'node:path';
import type { UnsettledFile } from './chain/held-files.js';
import type { LogFile } from './chain/log-file.js';
import { beyondGrace, type DeletedFile } from './deleted-file-grace.js';
import { copyRest, planRest, type RestPlan } from './files/copy-rest.js';
import { isRewritten } from './read/read-file.js';
import type { UnsavedRest } from './saved-rests.js';
import type { SourceTail } from './source-tail.js';
import { reportFailure } from './status/report-failure.js';
import type { TailOptions } from './tail-options.js';
import type { TailPositions } from './tail-positions.js';

/** What is not settled of the deleted files that all logs have open, and the copies of such rests. */
export interface TailRests {
  /**
   * Saves what is not settled of open files that were deleted: podtail's handles are the last ones. So too of those in a folder to
   * which the log's link does not lead any more: the next podtail does not look there. What is beyond the grace of deleted files,
   * with what is saved already, or cannot be saved, is given up, which is counted and said. To be called when reading has stopped,
   * before the positions are asked for last.
   *
   * @param save throws what the system says
   */
  save(save: (rest: UnsavedRest) => void): SavedSum;
  /** The copies that are not settled to their ends. */
  inUse(): ReadonlySet<string>;
}

export function createTailRests(
  tails: ReadonlyMap<string, SourceTail>,
  options: GraceOptions,
  positions: Pick<TailPositions, 'touch'>,
): TailRests {
  return {
    save(save) {
      const all = [...tails.values()];
      // What was opened while a log was rotated has no position yet, and may be deleted.
      for (const { path, held } of all) reportFailure(path, options.diagnostics, () => held.openLast());
      const sum = saveRests(all, options, save);
      for (const tail of all) positions.touch(tail);
      return sum;
    },
    inUse: () => new Set([...tails.values()].flatMap((tail) => tail.held.restsInUse())),
  };
}

type GraceOptions = Pick<TailOptions, 'deletedFileGrace' | 'now' | 'wallTime' | 'diagnostics'>;

/** How many rests were saved, and how many bytes of them. */
interface SavedSum {
  readonly files: number;
  readonly bytes: number;
}

interface Candidate extends DeletedFile, UnsettledFile {
  readonly tail: SourceTail;
  readonly plan: RestPlan;
}

/** A rest that is saved already. */
interface Saved extends DeletedFile {
  readonly tail: SourceTail;
  readonly rest: LogFile;
}

function saveRests(
  all: readonly SourceTail[],
  { deletedFileGrace, now, wallTime }: GraceOptions,
  save: (rest: UnsavedRest) => void,
): SavedSum {
  const candidates = all.flatMap((tail) => candidatesOf(tail, now()));
  const saved = all.flatMap((tail) => savedOf(tail, now()));
  const beyond = new Set<Candidate | Saved>(
    beyondGrace<Candidate | Saved>([...candidates, ...saved], now(), deletedFileGrace),
  );
  for (const one of saved) if (beyond.has(one)) one.tail.held.giveUp(one.rest);
  let [files, bytes] = [0, 0];
  for (const candidate of candidates) {
    const { tail, file, known, since, plan } = candidate;
    if (beyond.has(candidate)) {
      giveUp(candidate, 'deletedFileGrace', 'other deleted files take all of limits.deletedFileGrace');
      continue;
    }
    const isLeft = !file.bytes.isUnnamed;
    const rest = {
      path: tail.path,
      target: targetOf(file),
      deletedAt: Math.round(wallTime() - (now() - since)),
      isLeft,
      // A file that is only left is known again by where it stands.
      known: isLeft ? { ...known, ...file.bytes.standsAt } : known,
      plan,
      next: nextRest(tail.held.files, file),
      copyTo: (descriptor: number) => copyRest(file.bytes, plan, descriptor),
    };
    try {
      save(rest);
      files++;
      bytes += plan.bytes;
    } catch (error) {
      giveUp(candidate, 'deleted', `it cannot be saved in the state folder (${(error as Error).message})`);
    }
  }
  return { files, bytes };
}

/** The copy of the first saved rest behind a file; one that was read to its end stands before all that are open. */
function nextRest(files: readonly LogFile[], file: LogFile): string | undefined {
  return files.slice(files.indexOf(file) + 1).find(({ rest }) => rest !== undefined)?.rest?.copy;
}

function candidatesOf(tail: SourceTail, now: number): Candidate[] {
  return tail.held.endOutOfReach().flatMap((unsettled) => {
    const { file, known } = unsettled;
    try {
      if (isRewritten(file)) throw new Error('it was overwritten');
      const plan = planRest(file.bytes, known);
      return [{ ...unsettled, tail, plan, bytes: plan.bytes, since: file.deletedSince ?? now }];
    } catch (error) {
      giveUp({ ...unsettled, tail }, 'deleted', `it cannot be read (${(error as Error).message})`);
      return [];
    }
  });
}

function savedOf(tail: SourceTail, now: number): Saved[] {
  return tail.held.files.flatMap((file) => {
    if (file.rest === undefined) return [];
    return [{ tail, rest: file, bytes: file.rest.bytes, since: file.deletedSince ?? now }];
  });
}

function giveUp(
  { tail, file, unsettledBytes }: UnsettledFile & { readonly tail: SourceTail },
  reason: 'deleted' | 'deletedFileGrace',
  problem: string,
): void {
  tail.held.losses.abandonUnsaved(file.target, unsettledBytes, reason, problem);
  tail.held.dropUnsettled(file);
}

/** By the name of a container's live file it is known whose it was. */
function targetOf({ target, source: { containerId } }: LogFile): string {
  return containerId === undefined ? target : join(dirname(target), `${containerId}-json.log`);
}
