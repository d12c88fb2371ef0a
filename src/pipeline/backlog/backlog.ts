import type { SavedPosition } from '../../checkpoint/saved-position.js';
import { type AbandonReason, countAbandoned } from '../../record/abandoned.js';
import { counted } from '../../record/counted.js';
import type { Counters } from '../../record/counters.js';
import type { Diagnostics } from '../../record/diagnostics.js';
import type { LogSource } from '../../record/log-source.js';
import type { RecordBlock } from '../../record/record-block.js';
import type { RememberedFile } from '../../tail/chain/file-memory.js';
import { beyondGrace, type DeletedFileGrace } from '../../tail/deleted-file-grace.js';
import { realPath } from '../../tail/files/real-path.js';
import type { LineConsumer } from '../../tail/line-consumer.js';
import { reportFailure } from '../../tail/status/report-failure.js';
import { toSavedPosition } from '../saved-files.js';
import { BacklogLog } from './backlog-log.js';
import { type BacklogRests, createPartRests, type PartRests } from './backlog-rests.js';
import { closeAll, type OpeningOptions, openCopies, openLogFiles } from './log-files.js';
import type { PartProgress, UnsettledPart } from './part-reader.js';
import { type SplitLog, splitLog } from './split-log.js';

/**
 * The backlogs of all logs, where `catchUp.order` is `newest`. The tail continues after the end of the backlog, and the
 * backlog is read at the same time: oldest first, at its own rate. Positions of both are saved.
 */
export interface Backlog {
  /**
   * The tail begins to follow a log. Separates its backlog.
   *
   * @param known what is known of its files, up to the ends of what the tail has read
   * @param left the rest of its backlog that an earlier run left
   * @param mayBegin whether unread bytes may become a new backlog
   * @returns the state of the log's files from which the tail has to continue
   */
  begin(
    path: string,
    known: readonly RememberedFile[],
    left: readonly UnsettledPart[],
    mayBegin: boolean,
  ): readonly RememberedFile[];
  /** Whether `begin` would separate a backlog of the log. */
  canPart(path: string, known: readonly RememberedFile[]): boolean;
  /** Sets whether the configuration includes the log. If not, its backlog is not read. */
  setWanted(path: string, isWanted: boolean): void;
  /** The tail no longer follows the log. Returns the rest of its backlog, which has to be saved. */
  leave(path: string): SavedPosition[];
  /** Whether the log has a backlog. */
  has(path: string): boolean;
  /** The unsettled rest of all backlogs, which has to be saved. Returns the same array until something changes. */
  positions(): readonly SavedPosition[];
  /** Whether all backlogs are read to their ends. */
  readonly isIdle: boolean;
  /** Called when there may be room again, or something to read. */
  resume(): void;
  /** To be called every so often. */
  sweep(): void;
  /** The number of logs that have a backlog, and its unread bytes. */
  status(): { readonly logs: number; readonly bytes: number };
  /**
   * Stops the reading.
   *
   * @param ship whether to ship incomplete lines and records, because they cannot be read again
   */
  stop(ship: boolean): void;
  /** The unsettled rests of deleted files that are open. */
  readonly rests: PartRests;
  close(): void;
}

export interface BacklogOptions extends OpeningOptions {
  readonly block: RecordBlock;
  readonly longestRead: number;
  readonly counters: Counters;
  readonly diagnostics: Diagnostics;
  readonly progress: PartProgress & { readonly changes: number };
  readonly deletedFileGrace: DeletedFileGrace;
  /** Milliseconds, never falling. */
  now(): number;
  /** Milliseconds since 1970. */
  wallTime(): number;
  resolve(path: string, target: string): LogSource;
  createConsumer(source: LogSource): LineConsumer;
  /** Whether there is room for what a read of the log yields. */
  hasRoom(source: LogSource): boolean;
  hasAnyRoom(): boolean;
  /** Undefined where no positions are kept. */
  readonly savedRests: BacklogRests | undefined;
  /** Limits how fast backlogs are read. */
  readonly rate: { readyAt(): number; spend(bytes: number): void };
  /** What could be read for now was read. */
  onPause(): void;
  onError(error: unknown): void;
}

/**
 * How long one turn of reading may take, in milliseconds. Then the rest of the process runs, because fresh lines go
 * first.
 */
const TURN = 5;

export function createBacklog(options: BacklogOptions): Backlog {
  const { block, longestRead, counters, diagnostics, progress, rate, now } = options;
  const logs = new Map<string, BacklogLog>();
  /** Backlogs whose last read failed. The next sweep tries them again. */
  const failed = new Set<BacklogLog>();
  let turn: NodeJS.Immediate | NodeJS.Timeout | undefined;
  let isStopped = false;
  let saved: readonly SavedPosition[] = [];
  /** The value of `progress.changes` when `saved` was made. Undefined if it has to be made again. */
  let savedAt: number | undefined;
  /** Logs whose backlog was separated since the last message. */
  let parted = 0;

  function open(path: string) {
    return openLogFiles(path, options);
  }

  function onLost(path: string, reason: AbandonReason, unreadBytes: number): void {
    countAbandoned(counters, reason, unreadBytes);
    diagnostics.warn(`${path}: lost ${counted(unreadBytes, 'byte')} of its backlog: ${LOST[reason]}`, {
      path,
      unreadBytes,
    });
  }

  function logAt(path: string): BacklogLog {
    let log = logs.get(path);
    if (log === undefined) {
      const source = options.resolve(path, realPath(path) ?? path);
      log = new BacklogLog(source, options.createConsumer(source), {
        block,
        longestRead,
        progress,
        open,
        openCopies: (of) => openCopies(options.savedRests?.of(of) ?? [], options.openFiles),
        onCopyTaken: (copy) => options.savedRests?.take(copy),
        now,
        onLost,
      });
      logs.set(path, log);
    }
    return log;
  }

  /** Separates the unread bytes of a log from what will be written to it. Undefined if these are no backlog. */
  function part(path: string, known: readonly RememberedFile[]): SplitLog | undefined {
    const files = open(path);
    if (files === undefined) return undefined;
    let split: SplitLog | undefined;
    try {
      const source = options.resolve(path, files.at(-1)!.target);
      split = splitLog(files, known, source, { least: block.readCapacity, now: options.wallTime() });
    } finally {
      const kept = new Set(split?.backlog.map(({ bytes }) => bytes));
      closeAll(files.filter(({ bytes }) => !kept.has(bytes)));
    }
    return split;
  }

  function begin(
    path: string,
    known: readonly RememberedFile[],
    left: readonly UnsettledPart[],
    mayBegin: boolean,
  ): readonly RememberedFile[] {
    savedAt = undefined;
    if (left.length > 0) logAt(path).await(left);
    const split = mayBegin ? reportFailure(path, diagnostics, () => part(path, known)) : undefined;
    if (split === undefined) return known;
    logAt(path).add(split.backlog);
    parted++;
    return split.fresh;
  }

  function schedule(): void {
    if (turn !== undefined || isStopped || logs.size === 0 || !options.hasAnyRoom()) return;
    if (![...logs.values()].some(isReady)) return;
    const wait = rate.readyAt() - now();
    turn = wait <= 0 ? setImmediate(takeTurn) : setTimeout(takeTurn, Math.ceil(wait));
  }

  function isReady(log: BacklogLog): boolean {
    return log.isReadable && !failed.has(log) && options.hasRoom(log.source);
  }

  function takeTurn(): void {
    turn = undefined;
    if (isStopped) return;
    try {
      const end = now() + TURN;
      for (const [path, log] of logs) {
        if (!isReady(log)) continue;
        if (rate.readyAt() > now() || now() >= end || !options.hasAnyRoom()) break;
        const taken = reportFailure(path, diagnostics, () => log.read());
        if (taken === undefined) failed.add(log);
        counters.bytesRead += taken ?? 0;
        rate.spend(taken ?? 0);
        // Moves the log to the end of the turns.
        logs.delete(path);
        logs.set(path, log);
      }
      options.onPause();
      schedule();
    } catch (error) {
      options.onError(error);
    }
  }

  function status() {
    const unread = [...logs.values()].map((log) => log.unread);
    return { logs: unread.filter((bytes) => bytes > 0).length, bytes: unread.reduce((sum, bytes) => sum + bytes, 0) };
  }

  function sayParted(): void {
    if (parted === 0) return;
    const { bytes } = status();
    const what = `catchUp.order is newest: ${counted(parted, 'log')} ${parted === 1 ? 'is' : 'are'} behind`;
    diagnostics.info(`${what}; fresh lines go first, and ${bytes} older bytes follow, out of order`, {
      logs: parted,
      bytes,
    });
    parted = 0;
  }

  return {
    begin,
    canPart(path, known) {
      const split = reportFailure(path, diagnostics, () => part(path, known));
      for (const { bytes } of split?.backlog ?? []) bytes.close();
      return split !== undefined;
    },
    setWanted(path, isWanted) {
      const log = logs.get(path);
      if (log === undefined || log.isWanted === isWanted) return;
      log.isWanted = isWanted;
      if (!isWanted) log.flush();
    },
    leave(path) {
      const log = logs.get(path);
      if (log === undefined) return [];
      const left = log.unsettled().map((one) => toSaved(path, one));
      log.close();
      logs.delete(path);
      savedAt = undefined;
      return left;
    },
    has: (path) => logs.has(path),
    positions() {
      if (savedAt !== progress.changes) {
        saved = [...logs].flatMap(([path, log]) => log.unsettled().map((one) => toSaved(path, one)));
        savedAt = progress.changes;
      }
      return saved;
    },
    get isIdle() {
      return [...logs.values()].every((log) => !log.isWanted || log.unread === 0);
    },
    resume: schedule,
    sweep() {
      failed.clear();
      const held: (ReturnType<BacklogLog['deletedFiles']>[number] & { readonly log: BacklogLog })[] = [];
      for (const [path, log] of logs) {
        reportFailure(path, diagnostics, () => log.sweep());
        for (const file of log.deletedFiles()) held.push({ ...file, log });
        if (log.isSettled) logs.delete(path);
      }
      for (const { log, part } of beyondGrace(held, now(), options.deletedFileGrace))
        log.giveUp(part, 'deletedFileGrace');
      if (logs.size > 0) savedAt = undefined;
      sayParted();
      schedule();
    },
    status,
    stop(ship) {
      isStopped = true;
      clearTimeout(turn as NodeJS.Timeout);
      clearImmediate(turn as NodeJS.Immediate);
      if (ship) for (const log of logs.values()) log.flush();
    },
    rests: createPartRests(logs, options, toSaved),
    close() {
      for (const log of logs.values()) log.close();
      logs.clear();
    },
  };
}

const LOST: Readonly<Record<AbandonReason, string>> = {
  deleted: 'the file was deleted while podtail was down',
  truncated: 'the file was truncated, and there is no copy of it',
  deletedFileGrace: 'the file was deleted, and not read within limits.deletedFileGrace',
  damaged: 'the compressed file is damaged',
};

function toSaved(path: string, { file, end }: UnsettledPart): SavedPosition {
  return { ...toSavedPosition(path, { ...file, size: end, done: false }), backlogEnd: end };
}
