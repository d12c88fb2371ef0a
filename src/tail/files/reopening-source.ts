import fs from 'node:fs';
import { openLog } from '../../os/open-log.js';
import type { ReadRules } from '../../os/read-rules.js';
import { isKnown, type RememberedFile } from '../chain/file-memory.js';
import { type ByteSource, openByteSource } from './byte-source.js';
import { NO_BYTES, readHead } from './file-identity.js';
import { diskKeyOf, type FileOnDisk, isSameFile, isSameInode } from './file-on-disk.js';
import { areSameNames, lookAtNames } from './named-files.js';
import type { Closable, OpenFiles } from './open-files.js';

/** What a source has to know to find its file again. */
export interface ReopeningOptions {
  /** The live file's own path, links resolved. */
  readonly livePath: string;
  readonly readRules: ReadRules;
  readonly openFiles: OpenFiles;
}

/** How often a file is looked for. It takes less than a millisecond, so that rotations must come very fast to spoil all. */
const TRIES = 100;

/**
 * The content of a file that may be closed between reads, when too many are open. It is opened again where it was, or
 * where rotation has put it, if what was read of it still is there.
 */
export class ReopeningSource implements ByteSource, Closable {
  /** Whether the file was deleted, or written again, while it was closed: nothing can be read of it any more. */
  isGone = false;
  /** Called before it is closed for a while: says what to know it by, as far as it was read. To be set by who reads it. */
  onSuspend: () => RememberedFile;
  /** If set, the file is closed for good where too many are open, and this is called then. */
  onEvict: (() => void) | undefined;
  /** Whether the file is read to its end for now; to be set by who reads it. */
  isReadToEnd = (): boolean => false;
  /** The inode that it had at first. */
  readonly #file: FileOnDisk;
  #standsAt: FileOnDisk;
  readonly #target: string;
  readonly #livePath: string;
  readonly #readRules: ReadRules;
  readonly #openFiles: OpenFiles;
  #bytes: ByteSource | undefined;
  #isCompressed: boolean;
  /** What the file is to be known by while it is closed. */
  #suspendedAs: RememberedFile | undefined;
  /** When it was made, as the system said before it was closed: a file that was never changed has no other time. */
  #bornAt = 0n;

  constructor(descriptor: number, target: string, { device, inode, bornAt }: FileOnDisk, options: ReopeningOptions) {
    this.#bytes = openByteSource(descriptor, target);
    this.#isCompressed = this.#bytes.isCompressed;
    this.#target = target;
    this.#file = { device, inode, bornAt };
    this.#standsAt = this.#file;
    this.#livePath = options.livePath;
    this.#readRules = options.readRules;
    this.#openFiles = options.openFiles;
    this.onSuspend = () => ({
      ...this.#file,
      head: readHead(this),
      offset: 0,
      before: NO_BYTES,
      size: 0,
      done: false,
    });
    options.openFiles.use(this);
  }

  /** It may have been compressed while it was closed. */
  get isCompressed(): boolean {
    return this.#isCompressed;
  }

  /** The inode that it was found under last: one that was compressed while it was closed has another than before. */
  get standsAt(): FileOnDisk {
    if (this.#standsAt.bornAt === undefined && this.#bytes !== undefined) {
      this.#standsAt = { ...this.#standsAt, bornAt: this.#bytes.birth() };
    }
    return this.#standsAt;
  }

  /** Whether it was found last under the inode of that file. Asks nothing of the system. */
  standsUnder(other: FileOnDisk): boolean {
    return isSameInode(this.#standsAt, other);
  }

  /** The key of the inode that it was found under last. */
  get key(): string {
    return diskKeyOf(this.#standsAt);
  }

  /** What is known of the file while it is closed for a while, and when it is gone. */
  get suspendedAs(): RememberedFile | undefined {
    return this.#suspendedAs;
  }

  get isIdle(): boolean {
    return !this.#isCompressed && this.isReadToEnd();
  }

  read(target: Buffer, length: number, position: number, before?: Buffer): number {
    return this.#open()?.read(target, length, position, before) ?? 0;
  }

  dropCache(): void {
    this.#bytes?.dropCache();
  }

  readStored(target: Buffer, length: number, position: number): number {
    return this.#open()?.readStored(target, length, position) ?? 0;
  }

  isDeleted(): boolean {
    return this.#open()?.isDeleted() ?? true;
  }

  modified(): bigint {
    return this.#open()?.modified() ?? 0n;
  }

  bornAt(): bigint {
    return this.#open()?.bornAt() ?? 0n;
  }

  birth(): bigint | undefined {
    return this.#open()?.birth();
  }

  /** Bytes on disk that are not freed because the file is open, though it was deleted; 0 where it was not. */
  get heldBytes(): number {
    if (this.#bytes?.isDeleted() !== true) return 0;
    return Math.max(1, this.#bytes.sizeOnDisk());
  }

  /** Whether it is open, and was deleted. */
  get isUnnamed(): boolean {
    return this.#bytes?.isDeleted() === true;
  }

  /** Bytes on disk, if it is open; 0 if not. */
  get openSize(): number {
    return this.#bytes?.sizeOnDisk() ?? 0;
  }

  sizeOnDisk(): number {
    return this.#open()?.sizeOnDisk() ?? 0;
  }

  /** Whether the file is still there, under the inode that it had at first: while it is closed, another file may get that. */
  isThere(): boolean {
    if (this.#bytes === undefined && !this.isGone && !this.#isAtTarget()) this.#open();
    return !this.isGone && isSameFile(this.#standsAt, this.#file);
  }

  #isAtTarget(): boolean {
    const stats = fs.statSync(this.#target, { bigint: true, throwIfNoEntry: false });
    return stats !== undefined && isSameFile(this.#standsAt, { device: stats.dev, inode: stats.ino });
  }

  suspend(): boolean {
    const { onEvict } = this;
    if (onEvict !== undefined) {
      this.close();
      onEvict();
      return true;
    }
    try {
      if (this.#bytes === undefined || this.#bytes.isDeleted()) return false;
      this.#suspendedAs = this.onSuspend();
      this.#bornAt = this.#bytes.bornAt();
    } catch {
      return false;
    }
    this.#bytes.close();
    this.#bytes = undefined;
    return true;
  }

  close(): void {
    this.#bytes?.close();
    this.#bytes = undefined;
    this.isGone = true;
    this.#openFiles.closed(this);
  }

  /** The open file; undefined where it is gone. */
  #open(): ByteSource | undefined {
    if (this.isGone) return undefined;
    if (this.#bytes === undefined) {
      this.#openFiles.makeRoom();
      this.#bytes = this.#find();
      if (this.#bytes !== undefined) this.#suspendedAs = undefined;
    }
    this.isGone = this.#bytes === undefined;
    if (!this.isGone) this.#openFiles.use(this);
    return this.#bytes;
  }

  /** Looks for the file where it was, and under the names that rotation gives, which may change meanwhile. */
  #find(): ByteSource | undefined {
    const found = this.#findAmong([this.#target]);
    if (found !== undefined) return found;
    const wanted = [this.#standsAt];
    let names = lookAtNames(this.#livePath, wanted);
    for (let tries = 0; tries < TRIES; tries++) {
      const problems: string[] = [];
      const found = this.#findAmong(names.keys(), problems);
      if (found !== undefined) return found;
      const before = names;
      names = lookAtNames(this.#livePath, wanted);
      if (!areSameNames(before, names)) continue;
      if (problems[0] !== undefined) throw unreadable(problems[0]);
      return undefined;
    }
    throw unreadable(`its log is rotated too fast to find ${this.#target}; podtail tries again`);
  }

  /** @param problems gets what is wrong with those that cannot be read */
  #findAmong(targets: Iterable<string>, problems: string[] = []): ByteSource | undefined {
    for (const target of targets) {
      const opened = openLog(target, this.#readRules);
      if (opened.kind === 'unreadable') problems.push(opened.reason);
      if (opened.kind !== 'opened') continue;
      const bytes = openByteSource(opened.descriptor, target);
      if (this.#isIt({ ...opened, bytes })) {
        this.#isCompressed = bytes.isCompressed;
        const { device, inode, bornAt } = opened;
        this.#standsAt = { device, inode, bornAt };
        return bytes;
      }
      bytes.close();
    }
    return undefined;
  }

  #isIt(file: FileOnDisk & { readonly bytes: ByteSource }): boolean {
    const known = this.#suspendedAs!;
    // Others may begin as it does, and rotation makes nothing else of a compressed file.
    if (this.#isCompressed && !isSameFile(this.#standsAt, file)) return false;
    if (known.head.length > 0) return isKnown(known, file);
    // Of a file that was empty, or began again, there is nothing else to know it by. Where the time is that of the latest
    // change, the file counts as gone once it was written to, and is read as a new one.
    return isSameFile(known, file) && file.bytes.bornAt() === this.#bornAt;
  }
}

function unreadable(reason: string): Error {
  return Object.assign(new Error(reason), { code: 'EUNREADABLE' });
}
