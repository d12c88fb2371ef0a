import type { LogSource } from '../record/log-source.js';
import type { LogStatus } from '../record/log-status.js';
import type { Claims } from './chain/claims.js';
import type { DeletedHeldFile } from './chain/deleted-files.js';
import { QUIET_AFTER_ROTATION } from './chain/end-of-file.js';
import { FileChain } from './chain/file-chain.js';
import { fateOfFile, noteLook } from './chain/file-fate.js';
import { isFileOver, mayGoOnElsewhere } from './chain/file-over.js';
import { giveUpGone } from './chain/give-up-gone.js';
import type { LogFile } from './chain/log-file.js';
import { flushAtGap, isReadUp, type LookResult, type Remainder, resultOfLook } from './chain/look-result.js';
import { PathAbsence } from './chain/path-absence.js';
import { restartRotated } from './chain/restart-rotated.js';
import { observe } from './files/observe.js';
import type { LineConsumer } from './line-consumer.js';
import { LogWatches } from './log-watches.js';
import { finishHalfLine, hasBegun, isRewritten, shipOverdue } from './read/read-file.js';
import { readUndamaged } from './read/read-undamaged.js';
import { ReadingOf } from './read/reading-of.js';
import { describeLog } from './status/describe-log.js';
import { LogAccount } from './status/log-account.js';
import { PathProblem } from './status/path-problem.js';
import type { TailOptions } from './tail-options.js';

/**
 * Follows one source through its life: a chain of physical files, oldest first, of which the last one is live. Each is
 * read to its end before the next one is begun.
 */
export class SourceTail {
  readonly path: string;
  readonly found: LogSource;
  readonly #options: TailOptions;
  readonly watches: LogWatches;
  readonly #chain: FileChain;
  readonly #reading: ReadingOf;
  /** Whose pieces wait for what is opened next. */
  #waiting: LineConsumer | undefined;
  /** Whether discovery finds the path no more. */
  #gone = false;
  /** Since when it does, or does not, in milliseconds of the tailer's clock. */
  #goneSince = 0;
  readonly absence: PathAbsence;
  /** Whether all was read that there was, where that is all that is asked for. */
  #done = false;
  readonly #problem: PathProblem;
  readonly #account: LogAccount;

  constructor(source: LogSource, options: TailOptions, claims: Claims, onHint: () => void) {
    this.path = source.path;
    this.found = source;
    this.#reading = new ReadingOf(source, options);
    this.#options = options;
    this.#account = new LogAccount(options.counters);
    this.watches = new LogWatches(source.path, options.watches, onHint);
    this.#chain = new FileChain(source.path, options, claims, (target) => this.#reading.of(target));
    this.#chain.takeUpRests();
    this.absence = new PathAbsence(options.now);
    this.#problem = new PathProblem(source.path, options.diagnostics);
  }

  get #files(): readonly LogFile[] {
    return this.#chain.files;
  }

  /** Whose lines are read next. */
  get source(): LogSource {
    return this.#files[0]?.source ?? this.#reading.source;
  }

  /** Whether nothing will come any more, and all was read. While rotated files are there, it has to be known that they were. */
  get isFinished(): boolean {
    if (this.#files.length > 0 || this.#chain.hasKept || this.#chain.hasLingering) return false;
    return this.#options.once || (this.#gone && !this.#chain.hasUnsettled && !this.#chain.hasFilesOnDisk());
  }

  /** Says whether discovery finds the path. */
  setFound(found: boolean): void {
    if (found !== this.#gone) return;
    this.#gone = !found;
    this.#goneSince = this.#options.now();
    this.#touchLive();
  }

  /** Looks at the path, and says whether there is something to read. Opens the file that is there; at its end, if so asked. */
  look(atEnd = false): LookResult {
    if (this.#done) return 'nothing';
    const { live } = this.#chain;
    this.watches.beginLook();
    if (live === undefined)
      return (this.#gone ? this.#openKept() : this.#open(atEnd)) || this.#files.length > 0 ? 'changed' : 'nothing';
    const observed = observe(this.path);
    const fate = fateOfFile(live, observed);
    if (fate === 'replaced') this.#follow(live);
    else this.#setMissing(fate === 'missing');
    const isChanged = fate === 'grown' || fate === 'touched';
    if (fate === 'truncated' || (isChanged && isRewritten(live))) {
      this.#reopen();
      return 'changed';
    }
    // Something may have been written to an empty file, and is in a copy now, which the next rotation may delete.
    if (live.newSize !== undefined && fate === 'touched') this.#openAnew(true);
    else if (live.newSize === 0 && fate === 'same' && live.isFresh) this.#openAnew('maybe');
    if (observed.kind === 'present' && fate !== 'replaced') noteLook(live, observed, this.#options.wallTime());
    return resultOfLook(fate, live, this.#files.length > 1);
  }

  /** Reads on, one block's worth at most. Throws what the system says of a failed read. */
  read(): Remainder {
    const file = this.#files[0];
    if (file === undefined) return this.#lookAgain();
    if (file.followsGap) flushAtGap(file, file.consumer);
    if (hasBegun(file)) return this.#beginNew(file);
    const before = file.offset;
    const result = file.newSize === 0 ? 'end' : readUndamaged(file, this.#chain, this.path, this.#options);
    this.#account.countRead(file.offset - before);
    if (result === 'rewritten' && file === this.#files.at(-1)) this.#reopen();
    else if (result === 'rewritten') restartRotated(file, this.#chain, this.#options);
    if (result !== 'end') return 'more';
    if (file.bytes.isGone) return this.#leaveGone(file);
    // What was heard is what was read: a rotation would have been heard of as well.
    if (file.offset > before && this.#isAlone(file) && this.watches.isSure && !this.watches.mayHaveMoved)
      return 'nothing';
    const { now, wallTime } = this.#options;
    const state = { now: now(), wallTime, isGone: this.#gone, isMissing: this.absence.isMissing };
    if (this.#options.once || isFileOver(file, this.#chain, state)) return this.#finish(file);
    // Where there is a next file, or there will be at once, what is begun may continue in it, whenever it was begun.
    if (this.#files.length > 1) return 'later';
    if (mayGoOnElsewhere(file, this.#chain, state)) this.#chain.openKept();
    if (this.#files.length > 1) return 'more';
    // A hint of growth and a hint of a rotation may have come as one.
    this.look();
    const [first] = this.#files;
    const isAnother = first !== undefined && first !== file && first.newSize !== 0;
    if (this.#files.length > 1 || isAnother) return 'more';
    const isBetween = this.absence.isMissing && state.now - file.changedAt < QUIET_AFTER_ROTATION;
    if (first === file && !isBetween) this.#account.countRead(shipOverdue(file, this.#options));
    if (this.#isBetween) return 'soon';
    return this.#gone || this.absence.isMissing ? 'later' : 'nothing';
  }

  get #isBetween(): boolean {
    return this.absence.isShort && !this.#gone && !this.#options.once;
  }

  /** Whether the file is the only one that is open, and is at the log's path as far as is known. */
  #isAlone(file: LogFile): boolean {
    return this.#files.length === 1 && !file.isLate && !this.#gone && !this.absence.isMissing;
  }

  #lookAgain(): Remainder {
    if (!this.#isBetween) return 'nothing';
    return this.look() !== 'nothing' && this.#files.length > 0 ? 'more' : 'soon';
  }

  /** Looks as `look` does, and takes note of how far the log is behind. To be called every so often. */
  sweep(): LookResult {
    const result = this.look();
    this.#chain.look();
    return this.#chain.reviveLate(this.#options.createConsumer) ? 'changed' : result;
  }

  /**
   * Whether nothing is under way at the log, and all that comes will be heard of: it is not to be looked at each time. Then the
   * file at its path is the only one that is open, and read to its end, where no line waits for its rest.
   */
  get isQuiet(): boolean {
    const [file] = this.#files;
    if (file === undefined || !this.#isAlone(file)) return false;
    return isReadUp(file) && !this.#chain.hasKept && !this.#chain.hasLingering && this.watches.isSure;
  }

  /** The files that were deleted and are open, so that their space on disk is not free. */
  deletedFiles(): DeletedHeldFile[] {
    const isLive = !this.absence.isMissing && !this.#gone && !this.#chain.hasLingering;
    return isLive && this.#files.length <= 1 ? [] : this.#chain.deletedFiles();
  }

  /** What was done with the log up to now. */
  status(): Omit<LogStatus, 'watch'> {
    return describeLog(this.#reading.source, this.#problem.status, this.#chain, this.#account);
  }

  /** Its files that are open, and what is known of the others. */
  get held(): FileChain {
    return this.#chain;
  }

  /** Closes all files, after having shipped what waits for more, unless that can be read again. */
  close(ship: boolean): void {
    while (ship && this.#files[0] !== undefined) this.#finish(this.#files[0]);
    if (ship) this.#goOn();
    this.#chain.close();
    this.watches.end();
  }

  /** Leaves the oldest file, which was deleted, or written again, while too many others were open. */
  #leaveGone(file: LogFile): Remainder {
    file.halfLine = 0;
    const isAlone = this.#files.length === 1 && !this.#options.once;
    if (isAlone && this.#chain.hasFilesOnDisk()) {
      this.#letGoOfGone();
    } else {
      giveUpGone(file, this.#chain, this.path, this.#options);
      this.#finish(file);
      if (this.#files.length > 0) return 'more';
    }
    // Where nothing is there, discovery has the first word: a deleted log is nothing to warn of.
    return (this.#gone || observe(this.path).kind === 'present') && this.look() !== 'nothing' ? 'more' : 'nothing';
  }

  /** What was begun in a live file that is gone continues in what is found now, unless one between was missed. */
  #letGoOfGone(): void {
    const gone = this.#chain.letGoOfGone();
    if (gone !== undefined && this.#files.length === 0) this.#waiting = gone.consumer;
  }

  #goOn(): void {
    const [next, waiting] = [this.#files[0], this.#waiting];
    if (waiting !== undefined && (next?.consumer !== waiting || next.followsGap)) flushAtGap(next, waiting);
    this.#waiting = undefined;
  }

  /** Leaves the oldest file, which is read to its end. */
  #finish(file: LogFile): Remainder {
    this.#account.countRead(finishHalfLine(file, this.#options.block));
    const next = this.#chain.shift();
    if (file.isLate) {
      file.consumer.flushPartialLines();
      return next === undefined ? 'nothing' : 'more';
    }
    // A rotation may part a line; another container's log cannot continue with it, nor one after a file that was missed.
    if (next?.consumer !== file.consumer || next.followsGap) flushAtGap(next, file.consumer);
    this.#done = this.#options.once && next === undefined;
    return next === undefined ? 'nothing' : 'more';
  }

  /** Opens the file that is at the path, and those before it that were not read; says whether it could. */
  #open(atEnd: boolean): boolean {
    this.#letGoOfGone();
    const opened = this.#chain.open(atEnd);
    if ('reason' in opened) {
      if (opened.kind === 'missing' && this.#chain.began) this.#setMissing(true);
      if (opened.kind !== 'missing' || !this.#isBetween) this.#problem.report(opened);
      return false;
    }
    this.#goOn();
    this.#problem.solve();
    this.#setMissing(false);
    if (!this.#options.once) this.watches.follow(opened.target);
    return true;
  }

  /** The path leads to another file than the live one: that is drained, its copies first, and the new one is read then. */
  #follow(live: LogFile): void {
    this.#account.countRotation();
    this.#touchLive();
    if (isRewritten(live)) this.#reopen();
    else if (live.bytes.suspendedAs === undefined && hasBegun(live)) this.#openAnew('maybe');
    else if (!this.#open(false)) this.#setMissing(true);
  }

  /** Something came to a file of which no line was whole. It may have been truncated meanwhile: what copies hold comes first. */
  #beginNew(file: LogFile): Remainder {
    file.newSize = undefined;
    if (file === this.#files.at(-1)) this.#openAnew('maybe');
    return 'more';
  }

  /** The live file was truncated: as after a rotation, what was in it is read on where it was copied to. */
  #reopen(): void {
    const { counters, diagnostics } = this.#options;
    counters.truncations++;
    diagnostics.warn(`${this.path} was truncated; it is read again from its start`, { path: this.path });
    this.#openAnew(true);
  }

  #openAnew(isTruncated: true | 'maybe'): void {
    this.#chain.letGoOfTruncated(isTruncated);
    if (!this.#open(false)) this.#setMissing(true);
  }

  /** Not at once: between two files, a rotation may be half done, and what it hides would be missed. */
  #openKept(): boolean {
    const isSure = this.#options.once || this.#options.now() - this.#goneSince >= QUIET_AFTER_ROTATION;
    if (isSure && this.#chain.hasKept) this.#chain.openKept();
    if (this.#files.length > 0) this.#goOn();
    return this.#files.length > 0;
  }

  #setMissing(missing: boolean): void {
    if (this.absence.set(missing)) this.#touchLive();
  }

  /** Lets the live file's quiet time begin now. */
  #touchLive(): void {
    const live = this.#files.at(-1);
    if (live !== undefined) live.changedAt = this.#options.now();
  }
}
