import path from 'node:path';
import { openLog } from '../../os/open-log.js';
import type { ReadRules } from '../../os/read-rules.js';
import { orderByFirstLines } from '../../tail/chain/local-times.js';
import { openCopy } from '../../tail/chain/open-rest.js';
import type { FileOnDisk } from '../../tail/files/file-on-disk.js';
import { readFirstTime } from '../../tail/files/first-time.js';
import { areSameNames, lookAtNames } from '../../tail/files/named-files.js';
import type { OpenFiles } from '../../tail/files/open-files.js';
import { ReopeningSource } from '../../tail/files/reopening-source.js';
import { hasLocalTime } from '../../tail/files/siblings.js';

/** One physical file of a log, open. */
export interface OpenLogFile extends FileOnDisk {
  readonly bytes: ReopeningSource;
  /** Bytes on disk at the time of opening. */
  readonly size: number;
  /** Its path at the time of opening, with all links resolved. */
  readonly target: string;
  readonly isLive: boolean;
  /** The path of the copy, if this is the saved rest of a deleted file. Undefined for the file itself. */
  readonly copy?: string;
}

export interface OpeningOptions {
  readonly rules: ReadRules;
  readonly openFiles: OpenFiles;
}

/** How often a look is repeated if a rotation came between. */
const TRIES = 5;

/**
 * Opens all physical files of a log, oldest first, the live one last. Undefined if there is no live file, if one of
 * them cannot be opened, or if the log is rotated all the time.
 */
export function openLogFiles(logPath: string, options: OpeningOptions): OpenLogFile[] | undefined {
  for (let tries = 0; tries < TRIES; tries++) {
    const result = open(logPath, options);
    if (result !== 'overtaken') return result;
  }
  return undefined;
}

function open(logPath: string, { rules, openFiles }: OpeningOptions): OpenLogFile[] | undefined | 'overtaken' {
  const files: OpenLogFile[] = [];
  const giveUp = <Result>(result: Result): Result => {
    closeAll(files);
    return result;
  };
  const add = (file: string, livePath: string | undefined): OpenLogFile | undefined => {
    openFiles.makeRoom();
    const result = openLog(file, rules);
    if (result.kind !== 'opened') return undefined;
    const { kind: _, descriptor, modifiedAt: __, ...opened } = result;
    const where = { livePath: livePath ?? opened.target, readRules: rules, openFiles };
    const bytes = new ReopeningSource(descriptor, opened.target, opened, where);
    files.push({ ...opened, bytes, isLive: livePath === undefined });
    return files.at(-1);
  };
  const live = add(logPath, undefined);
  if (live === undefined) return undefined;
  const before = lookAtNames(live.target);
  for (const [target, named] of before) {
    if (target === live.target) {
      if (named?.key !== live.bytes.key) return giveUp('overtaken');
      continue;
    }
    if (named === undefined) return giveUp('overtaken');
    const file = add(target, live.target);
    if (file === undefined) return giveUp(undefined);
    if (file.bytes.key !== named.key) return giveUp('overtaken');
  }
  if (!areSameNames(before, lookAtNames(live.target))) return giveUp('overtaken');
  return [...inOrder(files.slice(1), path.basename(live.target)), live];
}

/** The kubelet's names have local times, which go back at the end of summer time. */
function inOrder(rotated: readonly OpenLogFile[], liveName: string): OpenLogFile[] {
  if (!rotated.some(({ target }) => hasLocalTime(liveName, path.basename(target)))) return [...rotated];
  const timed = rotated.map((file) => ({
    file,
    key: file.bytes.key,
    isCompressed: file.bytes.isCompressed,
    bornAt: file.bytes.bornAt(),
  }));
  return orderByFirstLines(timed, ({ file }) => readFirstTime(file.bytes).time).map(({ file }) => file);
}

export function closeAll(files: readonly Pick<OpenLogFile, 'bytes'>[]): void {
  for (const { bytes } of files) bytes.close();
}

/** Opens saved copies of deleted files. Skips a copy that cannot be opened. Its bytes then count as deleted. */
export function openCopies(copies: readonly string[], openFiles: OpenFiles): OpenLogFile[] {
  return copies.flatMap((copy) => {
    try {
      return [{ ...openCopy(copy, openFiles), isLive: false, copy }];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      return [];
    }
  });
}
