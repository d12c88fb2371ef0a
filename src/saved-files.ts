import type { SavedPosition } from './checkpoint/saved-position.js';
import type { RememberedFile } from './tail/file-memory.js';

/** A file that the tail remembers, as the position store keeps it. */
export function toSavedPosition(path: string, file: RememberedFile): SavedPosition {
  const { device, inode, head, offset, before, size, done } = file;
  return { path, device: String(device), inode: String(inode), head, offset, before, size, done };
}

/** The same the other way. */
export function fromSavedPosition(position: SavedPosition): RememberedFile {
  const { device, inode, head, offset, before, size, done } = position;
  return { device: BigInt(device), inode: BigInt(inode), head, offset, before, size, done };
}
