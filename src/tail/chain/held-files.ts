import path from 'node:path';
import type { LogSource } from '../../record/log-source.js';
import type { FileStatus } from '../../record/log-status.js';
import { diskKeyOf, type FileOnDisk, isSameInode } from '../files/file-on-disk.js';
import { folderOf } from '../files/real-path.js';
import type { ReopeningSource } from '../files/reopening-source.js';
import type { LineConsumer } from '../line-consumer.js';
import { areOfTwo } from '../read/file-id.js';
import { describeFiles } from '../status/file-status.js';
import type { TailOptions } from '../tail-options.js';
import type { Claims } from './claims.js';
import { createLateFile, type Reading } from './create-log-file.js';
import { type DeletedHeldFile, deletedFiles } from './deleted-files.js';
import { createDrainedFile } from './drained-files.js';
import { noteSize } from './file-fate.js';
import type { RememberedFile } from './file-memory.js';
import type { DrainedFile } from './find-unread.js';
import { LingeringFiles, mayLinger, maySave } from './lingering-files.js';
import type { LogFile } from './log-file.js';
import { LossAccount } from './loss-account.js';
import { reportDeleted } from './losses.js';
import { PastFiles } from './past-files.js';
import { noteLineEnds, rememberFile } from './remember-file.js';

/** A file that is not settled to its end. */
export interface UnsettledFile {
  readonly file: LogFile;
  /** How far it is settled. */
  readonly known: RememberedFile;
  /** Bytes, as far as they are known. */
  readonly unsettledBytes: number;
}

/**
 * The physical files of one log that are open, oldest first, the live one last; and what is known of those that were
 * read to their ends.
 */
export class HeldFiles {
  readonly files: LogFile[] = [];
  readonly losses: LossAccount;
  protected readonly logPath: string;
  protected readonly options: TailOptions;
  protected readonly claims: Claims;
  protected readonly past: PastFiles;
  /** Open files that the next podtail cannot find, and of which all is settled, when podtail ended: nothing of them is missing later. */
  #over: ReadonlySet<LogFile> = new Set();
  protected readonly lingering: LingeringFiles = new LingeringFiles((file) => this.closeFile(file));

  constructor(logPath: string, options: TailOptions, claims: Claims) {
    this.logPath = logPath;
    this.options = options;
    this.claims = claims;
    this.losses = new LossAccount(logPath, options);
    this.past = new PastFiles(options.rememberedFiles(logPath), options.progress);
  }

  /** The file that is, or stood, at the log's path, if one is open. */
  get live(): LogFile | undefined {
    const last = this.files.at(-1);
    return last?.rest === undefined ? last : undefined;
  }

  /** Whether records of files that are closed are in flight, or rests of files are saved: it must be known until they are settled. */
  get hasUnsettled(): boolean {
    return this.past.unsettled.length > 0 || this.options.savedRests?.has(this.logPath) === true;
  }

  /** Whether another log waits for the file to be given up. */
  isAwaited(file: LogFile): boolean {
    return this.claims.isAwaited(file, this.logPath);
  }

  /** Lets go of the oldest file, which is read to its end, and says which one follows. */
  shift(): LogFile | undefined {
    const file = this.files.shift();
    if (file === undefined) return undefined;
    const isRotated = this.files.length > 0;
    // What was not read of one that is gone was given up; while one is closed, another may be taken for it that is longer.
    const isDone = isRotated || file.rest !== undefined;
    const isOpenToLateLines = mayLinger(file, this.files[0]);
    if (isOpenToLateLines) noteLineEnds(file);
    this.past.letGo(file, { ...rememberFile(file, file.offset, isDone), size: file.offset });
    if (!this.options.once && isOpenToLateLines) this.lingering.add(file, this.options.now());
    else if (this.options.savedRests !== undefined && maySave(file) && this.past.isUnsettled(file))
      this.lingering.addFinal(file);
    else this.closeFile(file);
    return this.files[0];
  }

  /** Whether files are open that were read to their ends. */
  get hasLingering(): boolean {
    return this.lingering.size > 0;
  }

  /**
   * Reads on in the files to which lines came late: they are read before the others.
   *
   * @param createConsumer makes what takes their lines
   * @returns whether there are any
   */
  reviveLate(createConsumer: (source: LogSource) => LineConsumer): boolean {
    const left = this.lingering.files.filter((file) => this.#isLeftToOther(file));
    this.lingering.close((file) => left.includes(file));
    const grown = this.lingering.takeGrown(this.options.now(), (file) => this.past.isUnsettled(file));
    const late = grown.map((file) => {
      const isInFlight = this.past.takeBackOpen(file);
      return createLateFile(file, createConsumer(file.source), isInFlight, this.options);
    });
    this.files.unshift(...late);
    return late.length > 0;
  }

  /** Whether another log waits to read on in a file, and not for what stands in its place now. */
  #isLeftToOther(file: LogFile): boolean {
    const goesOn = this.files.some(({ target }) => target === file.target);
    return !goesOn && this.isAwaited(file) && file.consumer.waiting(file.key) === 0;
  }

  /** Lets go of the files that are open already, and are opened again. */
  protected letGoOfTwins(opened: readonly FileOnDisk[]): void {
    const keys = new Set(opened.map(diskKeyOf));
    const isTwin = ({ bytes }: LogFile): boolean => !bytes.isGone && keys.has(bytes.key);
    this.lingering.close(isTwin);
    // The one that was live before is the same file only where the path led elsewhere in between.
    const isOpen = ({ bytes }: LogFile): boolean => bytes.suspendedAs === undefined && !bytes.isCompressed;
    for (const twin of this.files.filter((file) => isOpen(file) && isTwin(file))) {
      twin.consumer.flushPartialLines();
      this.past.letGo(twin, rememberFile(twin, twin.offset, false));
      this.files.splice(this.files.indexOf(twin), 1);
      this.closeFile(twin);
    }
  }

  /**
   * Finds the files that are closed for a while, so that no other file has their inodes. Lets go of the live one if it is
   * gone, and returns it: a look may find what was made of it.
   */
  letGoOfGone(): LogFile | undefined {
    for (const { bytes } of this.files) bytes.sizeOnDisk();
    const live = this.files.at(-1);
    if (live?.bytes.isGone !== true) return undefined;
    this.past.letGo(live, rememberFile(live, live.offset, false));
    this.files.pop();
    this.closeFile(live);
    return live;
  }

  /** Says how far each physical file is settled, of those that are there. */
  positions(): RememberedFile[] {
    const past = this.past.positions((file) => this.isOpenFile(file));
    for (const file of this.files.slice(0, -1)) noteLineEnds(file);
    const open = this.files.map((file) => {
      const known = this.past.positionIn(file);
      return this.#over.has(file) ? { ...known, done: true } : known;
    });
    return [...past, ...open];
  }

  /** Whether something was read or settled of the files since then, by `progress.changes`. */
  hasProgressed(since: number): boolean {
    const { progress } = this.options;
    return this.files.some(({ key }) => progress.changedAt(key) > since) || this.past.hasProgressed(since);
  }

  /** What there is to say of the files that are open, or not settled to their ends. */
  status(): FileStatus[] {
    return describeFiles([...this.past.unsettled, ...this.files], this.live, this.options);
  }

  /** Takes note of how far each file is behind, and of which ones are settled. */
  look(): void {
    const { now, progress } = this.options;
    this.past.closeSettled();
    for (const file of this.files.slice(0, -1)) noteSize(file);
    for (const file of this.files) file.lag.look(now(), file.size, progress.settled(file.key));
  }

  /** The files that were deleted and are open, so that their space on disk is not free. */
  deletedFiles(): DeletedHeldFile[] {
    return deletedFiles([...this.lingering.files, ...this.files], this.options.now());
  }

  /**
   * The open files that the next podtail cannot find: they were deleted, or the log's link leads to another folder by now. Those that
   * are not settled to their ends, in their order; the other ones count as done from now on. To be called when podtail ends.
   */
  endOutOfReach(): UnsettledFile[] {
    const isOutOfReach = this.outOfReach();
    const outOfReach = this.#positionsOf(isOutOfReach);
    const isUnsettled = ({ file, unsettledBytes }: UnsettledFile): boolean =>
      unsettledBytes > 0 || file.bytes.isCompressed;
    this.#over = new Set(outOfReach.filter((one) => !isUnsettled(one)).map(({ file }) => file));
    for (const file of this.lingering.files) if (isOutOfReach(file)) this.past.endOutOfReach(file);
    return outOfReach.filter(isUnsettled);
  }

  /** Which open files the next podtail cannot find. */
  protected outOfReach(): (file: LogFile) => boolean {
    const folder = folderOf(this.logPath);
    return (file) => file.bytes.isUnnamed || (path.dirname(file.target) !== folder && !this.isAwaited(file));
  }

  #positionsOf(isMeant: (file: LogFile) => boolean): UnsettledFile[] {
    const lingering = this.lingering.files.map((file) => ({ file, known: this.past.unsettledPositionOf(file) }));
    const open = this.files.map((file) => ({ file, known: this.past.positionIn(file) }));
    return [...lingering, ...open].flatMap(({ file, known }) => {
      if (known === undefined || file.rest !== undefined || !isMeant(file)) return [];
      noteSize(file);
      return [{ file, known, unsettledBytes: Math.max(0, file.size - known.offset) }];
    });
  }

  /** Forgets a file that is not settled to its end: what was not settled of it is given up. */
  dropUnsettled(file: LogFile): void {
    const index = this.files.indexOf(file);
    if (index >= 0) {
      this.files.splice(index, 1);
      this.options.progress.close(file.key);
      this.closeFile(file);
      return;
    }
    this.lingering.close((other) => other === file);
    this.past.drop(file);
  }

  /** The copies of rests of deleted files that are not settled to their ends. */
  restsInUse(): string[] {
    return [...this.past.unsettled, ...this.files].flatMap(({ rest }) => (rest === undefined ? [] : [rest.copy]));
  }

  /** Gives up what was not read of a file that was deleted. */
  giveUp(file: LogFile): void {
    if (!this.files.includes(file)) {
      this.lingering.close((other) => other === file);
      return;
    }
    this.losses.abandon('deletedFileGrace', reportDeleted(file, this.logPath, this.options));
    const index = this.files.indexOf(file);
    this.leaveGapAfter(index);
    if (index === 0) file.consumer.flushPartialLines();
    this.files.splice(index, 1);
    this.options.progress.close(file.key);
    this.closeFile(file);
  }

  /** The file of that index is not read to its end. */
  leaveGapAfter(index: number): void {
    const next = this.files[index + 1];
    if (next !== undefined) next.followsGap = true;
  }

  /** Keeps files open that an earlier podtail read to their ends: lines may come to them late. */
  protected keepDrained(reading: Reading, files: readonly DrainedFile[]): void {
    for (const opened of files) {
      if (this.claims.claim(opened, this.logPath, thereOf(opened.bytes)) !== undefined) {
        opened.bytes.close();
        continue;
      }
      const { file, since } = createDrainedFile(reading, opened, this.options);
      this.lingering.addDrained(file, since);
    }
  }

  /** One that was compressed while it was closed may be under the inode that another one had. */
  protected isOpenFile(other: RememberedFile): boolean {
    return this.files.some((file) => isOpenAs(file, other));
  }

  /** Whether it was read to its end, and deleted, and is open still. */
  protected isDeletedLingering(other: RememberedFile): boolean {
    return this.lingering.files.some(
      ({ bytes, id }) => bytes.standsUnder(other) && !areOfTwo(id, other.id) && bytes.isUnnamed,
    );
  }

  protected closeFile(file: LogFile): void {
    file.bytes.close();
    this.release(file);
  }

  /** Another log that waits for the file reads on in it. */
  protected release(file: LogFile): void {
    this.claims.release(file, this.logPath, this.files, () => this.past.handOver());
  }
}

/** A function of its own: it is kept, and would keep alive all that is in another one around it. */
export function thereOf(bytes: ReopeningSource): () => boolean {
  return () => bytes.isThere();
}

function isOpenAs({ bytes, id }: LogFile, other: RememberedFile): boolean {
  return !bytes.isGone && isSameInode(bytes.standsAt, other) && !areOfTwo(id, other.id);
}
