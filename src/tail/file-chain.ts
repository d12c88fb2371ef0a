import path from 'node:path';
import type { LogSource } from '../record/log-source.js';
import type { FileStatus } from '../record/log-status.js';
import type { Claims } from './claims.js';
import { createLateFile, createLogFile, type Reading } from './create-log-file.js';
import { isAsOpened } from './file-copies.js';
import { noteSize } from './file-fate.js';
import { areOfTwo } from './file-id.js';
import { isHardlyRead, type RememberedFile } from './file-memory.js';
import { type FileOnDisk, isSameInode } from './file-on-disk.js';
import { describeFiles } from './file-status.js';
import { type FindUnreadOptions, findUnread, type OlderFiles, type OpenedFile } from './find-unread.js';
import { type GatheredFiles, gatherFiles, gatherLeft } from './gather-files.js';
import { type HeldFile, heldFiles } from './held-files.js';
import { KeptFiles } from './kept-files.js';
import type { LineConsumer } from './line-consumer.js';
import { LingeringFiles } from './lingering-files.js';
import type { LogFile } from './log-file.js';
import { LossAccount } from './loss-account.js';
import { reportDeleted, reportMissed } from './losses.js';
import { PastFiles } from './past-files.js';
import type { NotRead } from './path-problem.js';
import { identifyOpen, rememberFile, rememberTruncated } from './remember-file.js';
import { listSiblings } from './siblings.js';
import type { TailOptions } from './tail-options.js';

type FoundFiles = Pick<FindUnreadOptions, 'live' | 'rotated' | 'unreadable'>;

/**
 * The physical files of one log that are open, oldest first, the live one last; and what is known of those that were
 * read to their ends.
 */
export class FileChain {
  readonly files: LogFile[] = [];
  readonly losses: LossAccount;
  readonly #path: string;
  readonly #options: TailOptions;
  readonly #claims: Claims;
  readonly #past: PastFiles;
  readonly #kept = new KeptFiles();
  readonly #lingering = new LingeringFiles((file) => this.#close(file));
  /** Whether a file was opened ever: the files before it were looked for then. */
  #began = false;
  /** The own path of the live file that was opened last, unless the path leads elsewhere by now. */
  #livePath: string | undefined;

  constructor(logPath: string, options: TailOptions, claims: Claims) {
    this.#path = logPath;
    this.#options = options;
    this.#claims = claims;
    this.losses = new LossAccount(logPath, options);
    this.#past = new PastFiles(options.rememberedFiles(logPath), options.progress);
  }

  /**
   * Opens the file that stands at the path, and before it those that rotation made of the log and that were not read to
   * their ends: of several rotations between two looks, or of the time when podtail was not there. Each is read on from
   * where it is known to be read to. At the log's end, if so asked, what is not known counts as read.
   *
   * @param readingOf whose lines they are, by the own path of the live file
   * @returns the live file, or why there is none
   */
  open(readingOf: (target: string) => Reading, atEnd: boolean): LogFile | NotRead {
    return gatherFiles(this.#path, this.#gatherOptions(), this.#kept, (files) => {
      this.#takeUpLeft(readingOf, files);
      return this.#take(readingOf, files, atEnd);
    });
  }

  /** @returns undefined where the live file was truncated meanwhile: what was known of it may be known of a copy */
  #take(readingOf: (target: string) => Reading, files: GatheredFiles, atEnd: boolean): LogFile | NotRead | undefined {
    const { bytes, target, size } = files.live;
    this.#letGoOfTwins(files.live);
    const live: OpenedFile = { ...files.live, from: { offset: atEnd ? size : 0 }, followsGap: false };
    const owner = this.#claims.claimLive(live, this.#path, () => bytes.isThere(), this.files);
    if (owner !== undefined) {
      for (const file of [...files.rotated, live]) file.bytes.close();
      return { kind: 'duplicate', reason: `it leads to the same file as ${owner}, which is followed already` };
    }
    for (const file of this.#claims.inherit(this.#path)) this.#past.memory.remember(file);
    this.#past.beginLook();
    const older = this.#findUnread(files, atEnd);
    const reading = readingOf(target);
    const isElsewhere = (past: RememberedFile): boolean =>
      older.isThere(past) || this.#isOpen(past) || (!reading.source.writtenByRuntime && isHardlyRead(past));
    const known = this.#past.memory.recall(live, isElsewhere);
    if (!isAsOpened(files.live)) {
      this.#claims.release(live, this.#path, [], this.files);
      this.#kept.putBack([...files.rotated, { ...files.live, isTruncated: true }]);
      return undefined;
    }
    const file = this.#add(reading, older, live, known);
    this.#began = true;
    this.#livePath = target;
    return file;
  }

  /** Whether files are open of which it is not known how they follow each other. */
  get hasKept(): boolean {
    return this.#kept.size > 0;
  }

  /** Takes up what was opened while the log was rotated, and what is left beside it: the log is gone now. */
  openKept(readingOf: (target: string) => Reading): void {
    this.#takeUp(readingOf, this.#livePath ?? this.#path);
  }

  #takeUp(readingOf: (target: string) => Reading, left: string | undefined): void {
    const unreadable = left === undefined ? [] : gatherLeft(left, this.#gatherOptions(), this.#kept);
    const { unread } = this.#findUnread({ rotated: this.#kept.take(), unreadable }, false);
    const last = unread.at(-1);
    if (last !== undefined) this.#pushUnread(readingOf(last.target), unread);
  }

  /** Takes up the files in the folder that the path led to before, if it leads elsewhere now: rotation may have made some. */
  #takeUpLeft(readingOf: (target: string) => Reading, { live, rotated }: GatheredFiles): void {
    const left = this.#livePath;
    try {
      const isElsewhere = left !== undefined && path.dirname(left) !== path.dirname(live.target);
      if (isElsewhere) this.#livePath = undefined;
      if (isElsewhere || this.hasKept) this.#takeUp(readingOf, isElsewhere ? left : undefined);
    } catch (error) {
      this.#kept.putBack([...rotated, live]);
      this.#livePath = left;
      throw error;
    }
  }

  /** Whether any of the log's files is on disk, under whatever name: it must be known how far it was read. */
  hasFilesOnDisk(): boolean {
    return listSiblings(this.#livePath ?? this.#path).length > 0;
  }

  /** Whether records of files that are closed are in flight: it must be known until they are settled. */
  get hasUnsettled(): boolean {
    return this.#past.unsettled.length > 0;
  }

  /** Whether another log waits for the file to be given up. */
  isAwaited(file: LogFile): boolean {
    return this.#claims.isAwaited(file, this.#path);
  }

  /** Lets go of the oldest file, which is read to its end, and says which one follows. */
  shift(): LogFile | undefined {
    const file = this.files.shift();
    if (file === undefined) return undefined;
    const isRotated = this.files.length > 0;
    // What was not read of one that is gone was given up; while one is closed, another may be taken for it that is longer.
    this.#past.letGo(file, { ...rememberFile(file, file.offset, isRotated), size: file.offset });
    if (this.#mayLinger(file)) {
      const { openLine } = (file.begun ? file.consumer.lineState(file.key) : undefined) ?? {};
      file.resumeState = openLine === undefined ? undefined : { openLine };
      this.#lingering.add(file, this.#options.now());
    } else {
      this.#close(file);
    }
    return this.files[0];
  }

  /** Whether lines may come to a file that was read to its end. Dockerd closes one before it makes the next one of a container. */
  #mayLinger({ bytes, source }: LogFile): boolean {
    const [next] = this.files;
    const isClosed = source.containerId !== undefined && next?.source.containerId === source.containerId;
    return !this.#options.once && !bytes.isCompressed && !bytes.isGone && bytes.suspendedAs === undefined && !isClosed;
  }

  /** Whether files are open that were read to their ends. */
  get hasLingering(): boolean {
    return this.#lingering.size > 0;
  }

  /**
   * Reads on in the files to which lines came late: they are read before the others.
   *
   * @param createConsumer makes what takes their lines
   * @returns whether there are any
   */
  reviveLate(createConsumer: (source: LogSource) => LineConsumer): boolean {
    for (const file of this.#lingering.files) {
      if (!this.isAwaited(file) || file.consumer.waiting(file.key) > 0) continue;
      this.#lingering.remove(file);
      this.#close(file);
    }
    const grown = this.#lingering.takeGrown(this.#options.now());
    const late = grown.map((file) => {
      const isInFlight = this.#past.takeBackOpen(file);
      return createLateFile(file, createConsumer(file.source), isInFlight, this.#options);
    });
    this.files.unshift(...late);
    return late.length > 0;
  }

  /** Lets go of the files that are open already, and are opened anew. */
  #letGoOfTwins(opened: FileOnDisk): void {
    for (const file of this.#lingering.files) {
      if (!isSameInode(file.bytes.standsAt, opened)) continue;
      this.#lingering.remove(file);
      this.#close(file);
    }
    const isOpen = (file: LogFile): boolean => !file.bytes.isGone && file.bytes.suspendedAs === undefined;
    const index = this.files.findIndex((file) => isOpen(file) && isSameInode(file.bytes.standsAt, opened));
    const twin = this.files[index];
    // The one that was live before is the same file only where the path led elsewhere in between.
    if (twin === undefined || twin.bytes.isCompressed) return;
    twin.consumer.flushPartialLines();
    this.#past.letGo(twin, rememberFile(twin, twin.offset, false));
    this.files.splice(index, 1);
    this.#close(twin);
  }

  /**
   * Lets go of the live file, which was written anew, or may have been. What was in it may be there as a copy, and is read
   * on then. Its handle is kept: it may have been rotated away meanwhile.
   */
  letGoOfTruncated(isTruncated: true | 'maybe'): void {
    const live = this.files.at(-1);
    if (live === undefined) return;
    const { bytes, target, size, modified: modifiedAt } = live;
    const known = rememberTruncated(live);
    // Where it may stand there still, nothing of it is lost.
    this.#past.letGo(live, isTruncated === 'maybe' ? { ...known, size: known.offset } : known);
    if (!bytes.isGone) this.#kept.add({ ...bytes.standsAt, bytes, target, size, modifiedAt, isTruncated });
    this.#release(live);
    this.files.pop();
  }

  /**
   * Finds the files that are closed for a while, so that no other file has their inodes. Lets go of the live one if it is
   * gone, and returns it: a look may find what was made of it.
   */
  letGoOfGone(): LogFile | undefined {
    for (const { bytes } of this.files) bytes.sizeOnDisk();
    const live = this.files.at(-1);
    if (live?.bytes.isGone !== true) return undefined;
    this.#past.letGo(live, rememberFile(live, live.offset, false));
    this.files.pop();
    this.#close(live);
    return live;
  }

  /** Says how far each physical file is settled, of those that are there. */
  positions(): RememberedFile[] {
    const past = this.#past.positions((file) => this.#isOpen(file));
    return [...past, ...this.files.map((file) => this.#past.positionIn(file))];
  }

  /** What there is to say of the files that are open, or not settled to their ends. */
  status(): FileStatus[] {
    return describeFiles([...this.#past.unsettled, ...this.files], this.files.at(-1), this.#options);
  }

  /** Takes note of how far each file is behind. */
  look(): void {
    const { now, progress } = this.#options;
    for (const file of this.files.slice(0, -1)) noteSize(file);
    for (const file of this.files) file.lag.look(now(), file.size, progress.settled(file.key));
  }

  /** The files that were deleted and are open, so that their space on disk is not free. */
  deletedFiles(): HeldFile[] {
    return heldFiles([...this.#lingering.files, ...this.files], this.#options.now());
  }

  /** Gives up what was not read of a file that was deleted. */
  giveUp(file: LogFile): void {
    if (!this.files.includes(file)) {
      this.#lingering.remove(file);
      this.#close(file);
      return;
    }
    this.losses.abandon('deletedFileGrace', reportDeleted(file, this.#path, this.#options));
    const index = this.files.indexOf(file);
    this.leaveGapAfter(index);
    if (index === 0) file.consumer.flushPartialLines();
    this.files.splice(index, 1);
    this.#options.progress.close(file.key);
    this.#close(file);
  }

  /** The file of that index is not read to its end. */
  leaveGapAfter(index: number): void {
    const next = this.files[index + 1];
    if (next !== undefined) next.followsGap = true;
  }

  /** Closes all files. Another log that waits for them reads on where this one is settled. */
  close(): void {
    for (const file of this.files) this.#past.memory.remember(this.#past.positionIn(file));
    for (const file of this.files.splice(0)) {
      this.#options.progress.close(file.key);
      this.#close(file);
    }
    this.#lingering.clear();
    this.#claims.leave(this.#path);
    this.#kept.close();
    this.#past.close();
  }

  /** Lets go of the files where the system fails, such as for want of a descriptor: it is tried again later. */
  #findUnread(files: FoundFiles, atEnd: boolean): OlderFiles {
    const { memory, latestPlace } = this.#past;
    const { diagnostics } = this.#options;
    const passOver = atEnd && !this.#began;
    try {
      for (const { bytes, id } of this.files) if (bytes.isCompressed) memory.displace(bytes.standsAt, id);
      return findUnread({ ...files, memory, latestPlace, passOver, diagnostics, open: this.#openFiles() });
    } catch (error) {
      for (const { bytes } of files.rotated) bytes.close();
      if (files.live !== undefined) {
        files.live.bytes.close();
        this.#claims.release(files.live, this.#path, [], this.files);
      }
      throw error;
    }
  }

  /** What is not read to its end is looked for under any name. */
  #gatherOptions() {
    const { readRules, openFiles, pause } = this.#options;
    const open = [...this.files, ...this.#lingering.files].filter(({ bytes }) => !bytes.isGone && !bytes.isUnnamed);
    const known = this.#past.memory.files.filter(({ done, inode }) => !done && inode !== 0n);
    const wanted = [...known, ...open.map(({ bytes }) => bytes.standsAt)];
    return { readRules, openFiles, pause, wanted };
  }

  #openFiles(): RememberedFile[] {
    return this.files.filter(({ bytes }) => !bytes.isGone).map(identifyOpen);
  }

  #add(reading: Reading, older: OlderFiles, live: OpenedFile, known: RememberedFile | undefined): LogFile {
    this.#pushUnread(reading, older.unread);
    // Where it is another log's file that the path leads to now, nothing was missed.
    const isFollowed = this.files.some(({ target }) => target === live.target);
    if (older.missesLatest && !older.hasUnreadable && isFollowed) reportMissed(this.#path, this.#options);
    const { liveFollowsGap: followsGap } = older;
    const file = this.#push(reading, { ...live, followsGap, ...(known === undefined ? {} : { past: known }) });
    if (older.hasUnreadable) return file;
    const isThere = (past: RememberedFile): boolean => {
      return isSameInode(past, live) ? known !== undefined : older.isThere(past) || this.#isOpen(past);
    };
    this.losses.abandonGone(this.#past.forget(isThere), file, this.#began);
    return file;
  }

  #pushUnread(reading: Reading, unread: readonly OpenedFile[]): void {
    for (const file of unread) {
      this.#letGoOfTwins(file);
      const owner = this.#claims.claim(file, this.#path, () => file.bytes.isThere());
      if (owner === undefined) this.#push(reading, { ...file, isLate: true });
      else file.bytes.close();
    }
  }

  #push(reading: Reading, opened: OpenedFile): LogFile {
    const { past } = opened;
    const from = past === undefined ? this.#past.begin(opened) : this.#past.takeBack(past);
    const { createConsumer } = this.#options;
    if (past?.done === true && opened.isLate === true) {
      const consumer = createConsumer(reading.source);
      const late = createLogFile({ ...reading, consumer }, { ...opened, from }, this.#options);
      this.files.unshift({ ...late, isLate: true });
      return late;
    }
    const file = createLogFile(reading, { ...opened, from }, this.#options);
    this.files.push(file);
    return file;
  }

  /** One that was compressed while it was closed may stand under the inode that another one had. */
  #isOpen(other: RememberedFile): boolean {
    const isIt = ({ bytes, id }: LogFile): boolean => isSameInode(bytes.standsAt, other) && !areOfTwo(id, other.id);
    return this.files.some((file) => !file.bytes.isGone && isIt(file));
  }

  #close(file: LogFile): void {
    file.bytes.close();
    this.#release(file);
  }

  /** Another log that waits for the file reads on in it. */
  #release(file: LogFile): void {
    if (this.#claims.release(file, this.#path, this.#past.memory.files, this.files)) this.#past.handOver();
  }
}
