import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { askSocket, listenOn } from './lock-socket.js';

export type StateLock =
  | { readonly kind: 'locked'; /** Gives the folder free. */ release(): void }
  /** Another process has it; `by` says which, as in `process 1 on node-a`. */
  | { readonly kind: 'held'; readonly by: string }
  /** It could not be locked; `reason` says why and what to do. */
  | { readonly kind: 'failed'; readonly reason: string };

/** A try fails only where another starter came in between, or cleared it away; then that one is asked. */
const TRIES = 20;

/**
 * Takes a state folder for this process, until `release` or the process's end, however it ends. Never rejects.
 *
 * The lock is a folder `lock` with a UNIX socket in it on which its owner listens. The kernel closes that socket when
 * the process dies, `kill -9` included, and then refuses connections to it: so the living are told from the dead
 * without process ids, which say nothing when each container's podtail is process 1, without times, and without
 * native code. The socket is found by its file, so this holds between all containers of a node that share the folder
 * (unlike an abstract socket, which belongs to one network namespace). Between nodes that share it by network it does
 * not hold: state is a node's own.
 *
 * Of several starters one wins: each listens in a folder of its own first, and renames that to `lock`, which the
 * kernel does only where `lock` is missing or empty. A dead owner's socket is deleted by its name, which is used once;
 * so a starter that was slow to find the owner dead cannot delete the socket of the next.
 */
export async function lockStateFolder(folder: string): Promise<StateLock> {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (let tries = 0; tries < TRIES; tries++) {
      const owner = await clearDead(lockOf(folder));
      if (owner !== undefined) return { kind: 'held', by: owner };
      const release = await claim(folder);
      if (release === undefined) continue;
      await clearLeftovers(folder);
      return { kind: 'locked', release };
    }
    return { kind: 'failed', reason: `others kept locking and leaving the state folder ${folder}; try again` };
  } catch (error) {
    const { message } = error as Error;
    const reason = `the state folder ${folder} cannot be locked (${message}); it has to be on a file system of this node that podtail may write, and that has UNIX sockets`;
    return { kind: 'failed', reason };
  }
}

const lockOf = (folder: string): string => path.join(folder, 'lock');
const PENDING = 'lock.';

/** Tries to become the owner of a lock that was free; undefined where another was faster. */
async function claim(folder: string): Promise<(() => void) | undefined> {
  const unique = randomBytes(6).toString('hex');
  const name = socketName(unique);
  const pending = path.join(folder, PENDING + unique);
  const owned = path.join(lockOf(folder), name);
  fs.mkdirSync(pending, { mode: 0o700 });
  const socket = await orElse(['ENOENT'], () => listenOn(pending, name));
  const isMoved = orElseSync(['ENOTEMPTY', 'EEXIST', 'ENOENT'], () => fs.renameSync(pending, lockOf(folder)));
  // The owner of that time may have taken our folder for a leftover and emptied it just before we listened.
  if (socket !== undefined && isMoved && fs.existsSync(owned)) {
    return () => {
      socket.close();
      removeFile(owned);
      removeEmptyFolder(lockOf(folder));
    };
  }
  socket?.close();
  removeFile(path.join(pending, name));
  removeEmptyFolder(pending);
  return undefined;
}
