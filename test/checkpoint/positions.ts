import type { SavedPosition } from '../../src/checkpoint/saved-position.js';

/** A position that is as it should be, but for what is given. */
export function positionOf(changes: Partial<SavedPosition> = {}): SavedPosition {
  return {
    path: '/var/log/pods/default_web-1_0f/web/0.log',
    device: '2065',
    inode: '18446744073709551615',
    head: { length: 4, hash: '0a1b' },
    offset: 100,
    before: { length: 64, hash: 'ff00' },
    size: 120,
    done: false,
    ...changes,
  };
}
