/** What tells a physical file from the others that are there now. Another one may have the same once it is deleted. */
export interface FileOnDisk {
  readonly device: bigint;
  readonly inode: bigint;
  /** When it was made (see `birthOf`), where that is known: no other file had the same inode then. */
  readonly bornAt?: bigint | undefined;
}

/** A file's key in maps and sets. */
export function diskKeyOf({ device, inode }: FileOnDisk): string {
  return `${device}:${inode}`;
}

/** Whether both have the same inode, now or one after the other. */
export function isSameInode(one: FileOnDisk, other: FileOnDisk): boolean {
  return one.inode === other.inode && one.device === other.device;
}

/** Whether both are the same file, as far as is known. */
export function isSameFile(one: FileOnDisk, other: FileOnDisk): boolean {
  const isReused = one.bornAt !== undefined && other.bornAt !== undefined && one.bornAt !== other.bornAt;
  return isSameInode(one, other) && !isReused;
}

/** Whether both are the same file for sure: no other file had the inode when that was made. */
export function isSurelySame(one: FileOnDisk, other: FileOnDisk): boolean {
  return isSameInode(one, other) && one.bornAt !== undefined && one.bornAt === other.bornAt;
}
