import path from 'node:path';
import { type FileOnDisk, isSameInode } from '../files/file-on-disk.js';
import { countBeyond, listSiblings, MOST_SIBLINGS } from '../files/siblings.js';
import { isRewritten } from '../read/read-file.js';
import type { NotRead } from '../status/path-problem.js';
import type { TailOptions } from '../tail-options.js';
import type { Claims } from './claims.js';
import { createLogFile, createReopenedFile, type Reading } from './create-log-file.js';
import { mayGetLate } from './drained-files.js';
import { isAsOpened } from './file-copies.js';
import { isHardlyRead, type RememberedFile } from './file-memory.js';
import { type FindUnreadOptions, findUnread, type OlderFiles, type OpenedFile } from './find-unread.js';
import { type GatheredFiles, gatherFiles, gatherLeft } from './gather-files.js';
import { HeldFiles, thereOf } from './held-files.js';
import { KeptFiles } from './kept-files.js';
import type { LogFile } from './log-file.js';
import { reportBeyond, reportMissed } from './losses.js';
import type { OpenFile } from './open-file.js';
import { isOnDisk, openRest } from './open-rest.js';
import { placeRests } from './place-rests.js';
import { identifyOpen, rememberTruncated } from './remember-file.js';
import { wantedFiles } from './wanted-files.js';

type FoundFiles = Pick<FindUnreadOptions, 'live' | 'rotated' | 'unreadable'>;

/** Looks at a log's path and the folder that it leads to, and takes up what is to be read. */
export class FileChain extends HeldFiles {
  readonly #kept = new KeptFiles();
  /** How many rotated files are not looked at, since there are too many. */
  #beyond = 0;
  /** Whether a file was opened ever: the files before it were looked for then. */
  began = false;
  /** The own path of the live file that was opened last, unless the path leads elsewhere by now. */
  #livePath: string | undefined;
  readonly #readingOf: (target: string) => Reading;

  /** @param readingOf whose lines those of a file are, by its own path */
  constructor(logPath: string, options: TailOptions, claims: Claims, readingOf: (target: string) => Reading) {
    super(logPath, options, claims);
    this.#readingOf = readingOf;
  }

  /**
   * Opens the file that is at the path, and before it those that rotation made of the log and that were not read to
   * their ends: of several rotations between two looks, or of the time when podtail was not there. Each is read on from
   * where it is known to be read to. At the log's end, if so asked, what is not known counts as read.
   *
   * @returns the live file, or why there is none
   */
  open(atEnd: boolean): LogFile | NotRead {
    const opened = gatherFiles(this.logPath, this.#gatherOptions(), this.#kept, (files) => {
      this.#takeUpLeft(files);
      return this.#take(files, atEnd);
    });
    // What a look opened in vain is read by the log that has it: it must not be read again when that one has closed it.
    if (!('bytes' in opened) && this.#isReadByOther) this.#kept.close();
    return opened;
  }

  /** Whether another log reads what this one has opened. */
  get #isReadByOther(): boolean {
    if (this.claims.ownerFor(this.logPath) !== undefined) return true;
    return this.files.length === 0 && this.#kept.some((file) => this.claims.isOfOther(file, this.logPath));
  }

  /** @returns undefined where the live file was truncated meanwhile: what was known of it may be known of a copy */
  #take(files: GatheredFiles, atEnd: boolean): LogFile | NotRead | undefined {
    const { bytes, target, size } = files.live;
    this.letGoOfTwins([files.live]);
    const live: OpenedFile = { ...files.live, from: { offset: atEnd ? size : 0 }, followsGap: false };
    const owner = this.claims.claimLive(live, this.logPath, thereOf(bytes), this.files);
    if (owner !== undefined) {
      for (const file of [...files.rotated, live]) file.bytes.close();
      return { kind: 'duplicate', reason: `it leads to the same file as ${owner}, which is followed already` };
    }
    const estate = this.claims.inherit(this.logPath);
    if (estate !== undefined) this.past.inherit(estate);
    this.past.beginLook();
    const reading = this.#readingOf(target);
    // Dockerd writes no more to a rotated file.
    const keepsDrained = reading.source.containerId === undefined && !this.options.once && this.#isUnbegun;
    const older = this.#findUnread(files, atEnd, keepsDrained);
    const isElsewhere = (past: RememberedFile): boolean =>
      older.isThere(past) || this.isOpenFile(past) || (!reading.source.writtenByRuntime && isHardlyRead(past));
    const known = this.past.memory.recall(live, isElsewhere);
    if (!isAsOpened(files.live)) {
      this.claims.release(live, this.logPath, this.files);
      this.#kept.putBack([...files.rotated, { ...files.live, isTruncated: true }]);
      return undefined;
    }
    const file = this.#add(reading, older, live, known);
    this.keepDrained(reading, older.drained);
    this.#noteBeyond(target, files.names);
    this.began = true;
    this.#livePath = target;
    return file;
  }

  #noteBeyond(livePath: string, names: number): void {
    const beyond = names < MOST_SIBLINGS ? 0 : countBeyond(livePath);
    if (beyond > this.#beyond) reportBeyond(this.logPath, beyond - this.#beyond, this.options);
    this.#beyond = beyond;
  }

  /** Takes up the rests of deleted files that an earlier podtail saved: they are read as what they were copied from. */
  takeUpRests(): void {
    const { savedRests, now, wallTime } = this.options;
    for (const rest of savedRests?.take(this.logPath) ?? []) {
      // It is read on by its saved position. The copy is not in use, so that it is removed.
      if (rest.isLeft && isOnDisk(rest, this.logPath, this.options)) continue;
      const opened = openRest(rest, this.past.memory, this.options);
      if ('problem' in opened) {
        if (opened.mayPass) savedRests?.leave(rest, opened.problem);
        else this.losses.abandonRest(rest, opened.problem);
      } else if (opened.past.done) {
        opened.bytes.close();
      } else {
        const file = this.#push(this.#readingOf(rest.target), { ...opened, from: { offset: 0 }, followsGap: true });
        file.rest = rest;
        file.deletedSince = now() - Math.max(0, wallTime() - rest.deletedAt);
      }
    }
    this.#placeRests([]);
  }

  /** @param before the files that were open before the look */
  #placeRests(before: readonly LogFile[], found?: OlderFiles, live?: LogFile): void {
    const { files: known } = this.past.memory;
    placeRests(this.files, { known, before, found, live, isUnbegun: this.#isUnbegun });
  }

  /** Whether nothing was read of the log yet. */
  get #isUnbegun(): boolean {
    return !this.began && this.past.latestPlace === undefined && !this.files.some(({ begun }) => begun);
  }

  /** Whether files are open of which it is not known how they follow each other. */
  get hasKept(): boolean {
    return this.#kept.size > 0;
  }

  /** Takes up what was opened while the log was rotated, and what is left beside it: the log is gone, or podtail ends. */
  openKept(): void {
    this.#takeUp(this.#livePath ?? this.logPath);
  }

  /** Podtail ends: takes up what has no place yet, and what truncated files hold by now that the next podtail cannot find. */
  openLast(): void {
    const rewritten = this.files.filter(this.outOfReach()).filter(isRewritten);
    const before = rewritten.map((file) => ({ file, settled: this.past.positionIn(file).offset }));
    for (const file of rewritten) this.letGoOfTruncated(true, file);
    if (this.hasKept) this.openKept();
    for (const { file, settled } of before) {
      if (file.size <= settled || this.files.some(({ key }) => key === file.key)) continue;
      this.losses.abandonUnsaved(file.target, file.size - settled, 'truncated', 'it was truncated');
    }
  }

  #takeUp(left: string | undefined): void {
    const unreadable = left === undefined ? [] : gatherLeft(left, this.#gatherOptions(), this.#kept);
    const before = [...this.files];
    const older = this.#findUnread({ rotated: this.#kept.take(), unreadable }, false);
    // They may be of several containers, if the link has moved more than once.
    this.#pushUnread(older.unread, ({ target }) => this.#readingOf(target));
    this.#placeRests(before, older);
  }

  /** Takes up the files in the folder that the path led to before, if it leads elsewhere now: rotation may have made some. */
  #takeUpLeft({ live, rotated }: GatheredFiles): void {
    const left = this.#livePath;
    try {
      const isElsewhere = left !== undefined && path.dirname(left) !== path.dirname(live.target);
      if (isElsewhere) this.#livePath = undefined;
      if (isElsewhere || this.hasKept) this.#takeUp(isElsewhere ? left : undefined);
    } catch (error) {
      this.#kept.putBack([...rotated, live]);
      this.#livePath = left;
      throw error;
    }
  }

  /** Whether any of the log's files is on disk, under whatever name: it must be known how far it was read. */
  hasFilesOnDisk(): boolean {
    return listSiblings(this.#livePath ?? this.logPath).length > 0;
  }

  /**
   * Lets go of the live file, which was written again, or may have been. What was in it may be there as a copy, and is read
   * on then. Its handle is kept: it may have been rotated away meanwhile.
   */
  letGoOfTruncated(isTruncated: true | 'maybe', live = this.files.at(-1)): void {
    if (live === undefined) return;
    const { bytes, target, size, modified: modifiedAt } = live;
    const known = rememberTruncated(live);
    // Where it may be there still, nothing of it is lost.
    this.past.letGo(live, isTruncated === 'maybe' ? { ...known, size: known.offset } : known);
    if (!bytes.isGone) this.#kept.add({ ...bytes.standsAt, bytes, target, size, modifiedAt, isTruncated });
    this.release(live);
    this.files.splice(this.files.indexOf(live), 1);
  }

  /** Closes all files. Another log that waits for them reads on where this one is settled. */
  close(): void {
    for (const file of this.files) this.past.memory.remember(this.past.positionIn(file));
    for (const file of this.files.splice(0)) {
      this.options.progress.close(file.key);
      this.closeFile(file);
    }
    this.lingering.close(() => true);
    this.claims.leave(this.logPath);
    this.#kept.close();
    this.past.close();
  }

  /** Lets go of the files where the system fails, such as for want of a descriptor: it is tried again later. */
  #findUnread(files: FoundFiles, atEnd: boolean, keepsDrained = false): OlderFiles {
    const { memory, latestPlace } = this.past;
    const { diagnostics } = this.options;
    const passOver = atEnd && !this.began;
    try {
      for (const { bytes, id } of this.files) if (bytes.isCompressed) memory.displace(bytes.standsAt, id);
      const [open, isFirstLook] = [this.#openFiles(), this.#isUnbegun];
      const lingering = memory.files.filter((past) => this.isDeletedLingering(past));
      const keeps = (file: OpenFile): boolean => keepsDrained && mayGetLate(file, this.options.wallTime());
      const known = { memory, latestPlace, open, lingering };
      return findUnread({ ...files, ...known, passOver, diagnostics, isFirstLook, mayGetLate: keeps });
    } catch (error) {
      for (const { bytes } of files.rotated) bytes.close();
      if (files.live !== undefined) {
        files.live.bytes.close();
        this.claims.release(files.live, this.logPath, this.files);
      }
      throw error;
    }
  }

  /** What is not read to its end is looked for under any name. */
  #gatherOptions() {
    const { readRules, openFiles, pause, now } = this.options;
    return {
      readRules,
      openFiles,
      pause,
      now,
      wanted: wantedFiles([...this.files, ...this.lingering.files], this.past.memory.files, this.#restsInUse()),
    };
  }

  /** Which files are the copies of deleted files' rests, which are in no folder of the log's. */
  #restsInUse(): (file: FileOnDisk) => boolean {
    const rests = [...this.past.unsettled, ...this.files].filter(({ rest }) => rest !== undefined);
    return (file) => rests.some(({ bytes }) => isSameInode(bytes.standsAt, file));
  }

  #openFiles(): RememberedFile[] {
    return this.files.filter(({ bytes }) => !bytes.isGone).map(identifyOpen);
  }

  #add(reading: Reading, older: OlderFiles, live: OpenedFile, known: RememberedFile | undefined): LogFile {
    const before = [...this.files];
    this.#pushUnread(older.unread, () => reading);
    // Where it is another log's file that the path leads to now, nothing was missed.
    const isFollowed = this.files.some(({ target }) => target === live.target);
    if (older.missesLatest && !older.hasUnreadable && isFollowed) reportMissed(this.logPath, this.options);
    const { liveFollowsGap: followsGap } = older;
    const file = this.#push(reading, { ...live, followsGap, ...(known === undefined ? {} : { past: known }) });
    // A file that is gone is still known: no line continues behind it.
    this.#placeRests(before, older, file);
    if (older.hasUnreadable) return file;
    const isRest = this.#restsInUse();
    const isThere = (past: RememberedFile): boolean => {
      if (isSameInode(past, live)) return known !== undefined;
      return older.isThere(past) || this.isOpenFile(past) || this.isDeletedLingering(past) || isRest(past);
    };
    this.losses.abandonGone(this.past.forget(isThere), file, this.began);
    return file;
  }

  #pushUnread(unread: readonly OpenedFile[], readingOf: (file: OpenedFile) => Reading): void {
    this.letGoOfTwins(unread);
    for (const file of unread) {
      const owner = this.claims.claim(file, this.logPath, thereOf(file.bytes));
      if (owner === undefined) this.#push(readingOf(file), { ...file, isLate: true });
      else file.bytes.close();
    }
  }

  #push(reading: Reading, opened: OpenedFile): LogFile {
    const { past } = opened;
    const from = past === undefined ? this.past.begin(opened) : this.past.takeBack(past);
    if (past?.done === true && opened.isLate === true) {
      const late = createReopenedFile(reading, { ...opened, from }, this.options);
      this.files.unshift(late);
      return late;
    }
    const file = createLogFile(reading, { ...opened, from }, this.options);
    this.files.push(file);
    return file;
  }
}
