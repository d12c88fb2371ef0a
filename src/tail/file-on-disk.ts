/** What tells a physical file from the others that are there now. Another one may have the same once it is deleted. */
export interface FileOnDisk {
  readonly device: bigint;
  readonly inode: bigint;
}

/** A file's key in maps and sets. */
export function diskKeyOf({ device, inode }: FileOnDisk): string {
  return `${device}:${inode}`;
}

/** Whether both are the same file. */
export function isSameFile(one: FileOnDisk, other: FileOnDisk): boolean {
  return one.inode === other.inode && one.device === other.device;
}
