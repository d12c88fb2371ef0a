import type { SavedPosition } from '../checkpoint/saved-position.js';
import type { RememberedFile } from '../tail/chain/file-memory.js';

/** Converts a file that the tail remembers into a saved position. */
export function toSavedPosition(path: string, file: RememberedFile): SavedPosition {
  const { key: _, place: __, device, inode, bornAt, ...known } = file;
  const born = bornAt === undefined ? {} : { bornAt: String(bornAt) };
  return { path, device: String(device), inode: String(inode), ...born, ...known };
}

/** Converts a saved position into a file for the tail. */
export function fromSavedPosition(position: SavedPosition): RememberedFile {
  const { path: _, missingFor: __, backlogEnd: ___, device, inode, bornAt, ...known } = position;
  const born = bornAt === undefined ? {} : { bornAt: BigInt(bornAt) };
  return { device: BigInt(device), inode: BigInt(inode), ...born, ...known };
}

/** Whether a position belongs to a backlog: a part of its file that is read later than what follows it. */
export function isBacklog({ backlogEnd }: SavedPosition): boolean {
  return backlogEnd !== undefined;
}
