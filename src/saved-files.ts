import type { SavedPosition } from './checkpoint/saved-position.js';
import type { RememberedFile } from './tail/file-memory.js';

/** A file that the tail remembers, as the position store keeps it. */
export function toSavedPosition(path: string, file: RememberedFile): SavedPosition {
  const { key: _, place: __, device, inode, ...known } = file;
  return { path, device: String(device), inode: String(inode), ...known };
}

/** The same the other way. */
export function fromSavedPosition(position: SavedPosition): RememberedFile {
  const { path: _, device, inode, ...known } = position;
  return { device: BigInt(device), inode: BigInt(inode), ...known };
}
