import { diskKeyOf, type FileOnDisk, isSameInode } from '../files/file-on-disk.js';
import { newBirthmark } from '../read/file-id.js';
import type { TailOptions } from '../tail-options.js';
import { FileMemory, NOWHERE, type RememberedFile } from './file-memory.js';
import { type ResumePoint, resumePointOf } from './find-unread.js';
import type { LogFile } from './log-file.js';
import { rememberFile, settledTo } from './remember-file.js';

const NONE: ReadonlySet<string> = new Set();

/** What another log needs to read on in a log's place. */
export interface Estate {
  readonly known: readonly RememberedFile[];
  /** The files whose records are not all settled, by their keys. */
  readonly unsettled: ReadonlyMap<number, LogFile>;
}

/** What is known of a log's files that are not open, and how far they are settled. */
export class PastFiles {
  readonly memory: FileMemory;
  readonly #progress: TailOptions['progress'];
  /** Of the files that were remembered before the latest look. */
  #inodes: ReadonlySet<string> = NONE;
  /** Those whose records are not all settled, by their keys. */
  readonly #unsettled = new Map<number, LogFile>();
  /** The keys of those whose accounts another log closes, since it reads on. */
  readonly #handedOver = new Set<number>();

  #places = 0;
  /** What `progress.changes` was when an account was closed last: the ledger knows no more of that one. */
  #closedAt = 0;

  constructor(known: readonly RememberedFile[], progress: TailOptions['progress']) {
    this.memory = new FileMemory(known);
    this.#progress = progress;
  }

  /** Those whose records are not all settled. */
  get unsettled(): LogFile[] {
    const settled = new Set(this.#settledKeys());
    return [...this.#unsettled.values()].filter(({ key }) => !settled.has(key));
  }

  /** Whether something of them was settled since then, by `progress.changes`. */
  hasProgressed(since: number): boolean {
    if (this.#closedAt > since) return true;
    for (const key of this.#unsettled.keys()) if (this.#progress.changedAt(key) > since) return true;
    return false;
  }

  /** Whether records of a file that was let go of are not all settled. */
  isUnsettled({ key, offset }: LogFile): boolean {
    return this.#unsettled.has(key) && !this.#isSettled(key, offset);
  }

  /** The place of the one that was read last (see `RememberedFile.place`). */
  get latestPlace(): number | undefined {
    return this.#places === 0 ? undefined : this.#places;
  }

  /** Takes note of the inodes of the files in which something stood, or had, before others are opened. */
  beginLook(): void {
    const had = this.memory.files.filter(({ size, birthmark }) => size > 0 || birthmark !== undefined);
    this.#inodes = had.length === 0 ? NONE : new Set(had.map(diskKeyOf));
  }

  /** From where a file is read that has no past. Where its inode has one, it was written again. */
  begin({ from, ...file }: FileOnDisk & { readonly from: ResumePoint }): ResumePoint {
    return this.#inodes.has(diskKeyOf(file)) ? { ...from, birthmark: newBirthmark() } : from;
  }

  /** A file is closed, which is read as far as `known` says. */
  letGo(file: LogFile, known: RememberedFile): void {
    if (known.offset > 0) file.place ??= ++this.#places;
    const place = file.place === undefined ? {} : { place: file.place };
    const past = { ...known, key: file.key, ...place };
    if (isSameInode(known, NOWHERE)) this.memory.keep(past);
    else this.memory.remember(past);
    this.#unsettled.set(file.key, file);
  }

  /** The past of a file that is opened, if it has one: its records in flight are its own again. */
  takeBack(known: RememberedFile): ResumePoint {
    const { key, ...rest } = known;
    if (key === undefined || this.#handedOver.has(key) || !this.#isOpen(key)) return resumePointOf(known);
    const copied = this.#unsettled.get(key);
    this.#unsettled.delete(key);
    this.memory.replace(known, rest);
    return { ...resumePointOf(rest), key, ...(copied === undefined ? {} : { copied }) };
  }

  /** A file is read again that was let go of, and is open still; returns whether records of it are in flight. */
  takeBackOpen({ key }: LogFile): boolean {
    if (this.#handedOver.has(key)) return false;
    this.#forgetKeys(new Set([key]));
    return this.#unsettled.delete(key);
  }

  /** Says how far each file is settled, but of those that are open. */
  positions(isOpen: (file: RememberedFile) => boolean): RememberedFile[] {
    const settled = new Set(this.#settledKeys());
    const known = this.memory.files.filter((file) => !isOpen(file));
    return inOrderOfReading(known).map(({ key, ...past }) => {
      const file = key === undefined || settled.has(key) ? undefined : this.#unsettled.get(key);
      return file === undefined ? past : this.#unsettledPosition(past, file);
    });
  }

  #unsettledPosition(known: RememberedFile, file: LogFile): RememberedFile {
    return { ...known, ...this.settledPart(file), beforeAt: known.beforeAt ?? known.offset, done: false };
  }

  /** How far a file is settled that was let go of, while records of it are in flight; undefined where none are. */
  unsettledPositionOf(file: LogFile): RememberedFile | undefined {
    const known = this.memory.files.find(({ key }) => key === file.key);
    if (known === undefined || !this.isUnsettled(file)) return undefined;
    const { key: _, ...rest } = known;
    return this.#unsettledPosition(rest, file);
  }

  /** Podtail ends: a file that is open still, and that the next podtail cannot find, counts as done if all of it is settled. */
  endOutOfReach(file: LogFile): void {
    if (this.isUnsettled(file) || file.bytes.openSize > file.offset) return;
    for (const past of this.memory.files) {
      if (isSameInode(past, file.bytes.standsAt)) this.memory.replace(past, { ...past, done: true });
    }
  }

  /** Forgets a file that was let go of: what is not settled of it is given up. */
  drop({ key }: LogFile): void {
    this.#closeAccount(key);
    this.memory.keepOnly((past) => past.key !== key);
  }

  /**
   * The end of a file's settled part, and what it takes to continue from there. While records are in flight, that is what it
   * was before they were: what was settled behind pieces that wait is settled still.
   */
  settledPart(file: LogFile): ResumePoint {
    const { key, consumer, begun, wasBegun } = file;
    const { settled, isInFlight } = this.#progress.account(key);
    if ((begun || wasBegun) && !isInFlight) file.settledAs = { offset: settled, lines: consumer.lineState(key) };
    const { offset, lines } = file.settledAs;
    return offset !== settled || lines === undefined ? { offset: settled } : { offset: settled, lines };
  }

  /** How far an open file is settled. */
  positionIn(file: LogFile): RememberedFile {
    const part = this.settledPart(file);
    return settledTo(rememberFile(file, file.offset, false), part);
  }

  /**
   * Forgets the files that are there no more, and returns those that were not known to be gone. One whose records are in
   * flight is remembered until they are settled: a podtail that comes after a crash has to count them.
   */
  forget(isThere: (file: RememberedFile) => boolean): RememberedFile[] {
    this.closeSettled();
    const gone = this.memory.keepOnly(isThere);
    for (const file of gone) {
      const { key, offset } = file;
      if (key !== undefined && this.#unsettled.has(key)) this.memory.keep({ ...file, ...NOWHERE, size: offset });
    }
    return gone;
  }

  /**
   * Another log reads on: the accounts in the ledger are its own. How far they are settled must be known here still, since
   * a podtail that comes after a crash may begin with this log.
   */
  handOver(): Estate {
    for (const key of this.#unsettled.keys()) this.#handedOver.add(key);
    return { known: [...this.memory.files], unsettled: new Map(this.#unsettled) };
  }

  /** Reads on in place of another log. */
  inherit({ known, unsettled }: Estate): void {
    for (const file of known) this.memory.remember(file);
    for (const [key, file] of unsettled) {
      this.#unsettled.set(key, file);
      this.#handedOver.delete(key);
    }
  }

  /** Forgets what is in flight: nobody will ask for it. */
  close(): void {
    for (const { key } of this.memory.files) if (key !== undefined) this.#closeAccount(key);
  }

  /**
   * Closes the ledger's accounts of the files that are read to their ends, and all of whose records are settled. To be called every
   * so often.
   */
  closeSettled(): void {
    const keys = new Set(this.#settledKeys());
    for (const key of keys) this.#closeAccount(key);
    if (keys.size > 0) this.#forgetKeys(keys);
  }

  /** The keys of the files of which all that was read is settled. */
  #settledKeys(): number[] {
    return this.memory.files.flatMap(({ key, offset }) =>
      key !== undefined && this.#unsettled.has(key) && this.#isSettled(key, offset) ? [key] : [],
    );
  }

  /** An account that another log has closed is settled. */
  #isSettled(key: number, offset: number): boolean {
    return !this.#isOpen(key) || this.#progress.settled(key) >= offset;
  }

  #isOpen(key: number): boolean {
    return this.#progress.changedAt(key) > 0;
  }

  /** What is remembered of the files has no accounts in the ledger any more, or those of open files. */
  #forgetKeys(meant: ReadonlySet<number>): void {
    for (const past of this.memory.files) {
      const { key, ...file } = past;
      if (key !== undefined && meant.has(key)) this.memory.replace(past, file);
    }
  }

  #closeAccount(key: number): void {
    this.#closedAt = this.#progress.changes;
    if (!this.#handedOver.delete(key)) this.#progress.close(key);
    this.#unsettled.delete(key);
  }
}

/** Those that this podtail has read in the order in which it did. What is gone may be remembered behind what was read later. */
function inOrderOfReading(files: readonly RememberedFile[]): RememberedFile[] {
  const read = files.filter(({ place }) => place !== undefined).sort((one, other) => one.place! - other.place!);
  return files.map((file) => (file.place === undefined ? file : read.shift()!));
}
