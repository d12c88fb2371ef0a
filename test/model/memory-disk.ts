/** A file of the disk: its inode, and what stands in it. */
export interface MemoryFile {
  readonly inode: bigint;
  /** Nanoseconds of the disk's clock, as coarse as that is. */
  readonly bornAt: bigint;
  modifiedAt: bigint;
  /** The content is `bytes[0, size)`. */
  bytes: Buffer;
  size: number;
  /** Where it stands; where it stood last, if it was deleted. */
  path: string;
  isDeleted: boolean;
  /** How many handles lead to it. */
  handles: number;
}

/** What the system says where it fails. */
export function systemError(code: string, call: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${call} '${path}'`), { code, path });
}

/** The first handle's number: no handle of the real system is so high. */
export const FIRST_HANDLE = 1 << 24;

/**
 * Files, symbolic links and handles in memory, which behave as those of Linux: a handle stays with its file through renames
 * and deletion, and the inode of a file that is gone is the next new file's. Folders are there as long as something is in
 * them. So that one seed always makes the same run, nothing in it depends on the machine.
 */
export class MemoryDisk {
  /** Nanoseconds since 1970. */
  now = 1_764_000_000_000_000_000n;
  /** What files get as their times: Linux's clock for them goes on 250 times a second. */
  get #coarseNow(): bigint {
    return this.now - (this.now % 4_000_000n);
  }
  readonly #files = new Map<string, MemoryFile>();
  readonly #links = new Map<string, string>();
  readonly #handles = new Map<number, MemoryFile>();
  readonly #freeInodes: bigint[] = [];
  #lastInode = 10n;
  #lastHandle = FIRST_HANDLE;
  /** Called before a file's content is gone for everybody who has no handle of it. */
  onDelete: (file: MemoryFile) => void = () => {};

  /** The file at a path, through its links. */
  find(path: string): MemoryFile | undefined {
    return this.#files.get(this.resolve(path));
  }

  /** Whether a file or a link stands at a path, wherever that leads. */
  hasName(path: string): boolean {
    return this.#files.has(path) || this.#links.has(path);
  }

  /** Where a path leads. */
  resolve(path: string): string {
    let at = path;
    for (let target = this.#links.get(at); target !== undefined; target = this.#links.get(at)) at = target;
    return at;
  }

  /** The names in a folder. */
  list(folder: string): string[] {
    const prefix = `${folder}/`;
    const paths = [...this.#files.keys(), ...this.#links.keys()].filter((path) => path.startsWith(prefix));
    return [...new Set(paths.map((path) => path.slice(prefix.length).split('/')[0]!))].sort();
  }

  /** Makes an empty file, or empties the one that is there, as `open` with `O_CREAT` and `O_TRUNC` does. */
  create(path: string): MemoryFile {
    const old = this.find(path);
    if (old !== undefined) {
      this.truncate(old);
      return old;
    }
    const inode = this.#freeInodes.sort((one, other) => (one < other ? -1 : 1)).shift() ?? ++this.#lastInode;
    const now = this.#coarseNow;
    const file: MemoryFile = {
      ...{ inode, bornAt: now, modifiedAt: now, bytes: Buffer.alloc(1024), size: 0, path },
      ...{ isDeleted: false, handles: 0 },
    };
    this.#files.set(path, file);
    return file;
  }

  append(file: MemoryFile, bytes: Buffer): void {
    if (file.size + bytes.length > file.bytes.length) {
      const grown = Buffer.alloc((file.size + bytes.length) * 2);
      file.bytes.copy(grown);
      file.bytes = grown;
    }
    bytes.copy(file.bytes, file.size);
    file.size += bytes.length;
    file.modifiedAt = this.#coarseNow;
  }

  truncate(file: MemoryFile): void {
    file.size = 0;
    file.modifiedAt = this.#coarseNow;
  }

  rename(from: string, to: string): void {
    const file = this.#files.get(from);
    if (file === undefined) throw systemError('ENOENT', 'rename', from);
    this.delete(to);
    this.#files.delete(from);
    this.#files.set(to, file);
    file.path = to;
  }

  /** Deletes the file at a path, if one is there. */
  delete(path: string): void {
    const file = this.#files.get(path);
    if (file === undefined) return;
    this.onDelete(file);
    this.#files.delete(path);
    file.isDeleted = true;
    this.#free(file);
  }

  /** Makes a symbolic link, or leads one that is there elsewhere, in one step. */
  link(path: string, target: string): void {
    this.#links.set(path, target);
  }

  /** Takes a symbolic link away. */
  unlink(path: string): void {
    this.#links.delete(path);
  }

  open(path: string): number {
    const file = this.find(path);
    if (file === undefined) throw systemError('ENOENT', 'open', path);
    return this.#handleOf(file);
  }

  /** Opens the file that a handle leads to once more. */
  reopen(handle: number): number {
    return this.#handleOf(this.at(handle));
  }

  #handleOf(file: MemoryFile): number {
    file.handles++;
    this.#handles.set(++this.#lastHandle, file);
    return this.#lastHandle;
  }

  /** The file that a handle leads to. */
  at(handle: number): MemoryFile {
    const file = this.#handles.get(handle);
    if (file === undefined) throw systemError('EBADF', 'handle', String(handle));
    return file;
  }

  close(handle: number): void {
    const file = this.at(handle);
    this.#handles.delete(handle);
    file.handles--;
    this.#free(file);
  }

  /** Closes all handles, as the system does when a process ends. */
  closeAll(): void {
    for (const handle of [...this.#handles.keys()]) this.close(handle);
  }

  get openFiles(): ReadonlySet<MemoryFile> {
    return new Set(this.#handles.values());
  }

  #free(file: MemoryFile): void {
    if (file.isDeleted && file.handles === 0) this.#freeInodes.push(file.inode);
  }
}
