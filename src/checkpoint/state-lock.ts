import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { makeFolder } from '../os/make-folder.js';
import { askSocket, type LockSocket, listenOn } from './lock-socket.js';

export type StateLock =
  /** It is this process's until `release`, or its end. */
  | { readonly kind: 'locked'; release(): void }
  /** Another process has it; `by` says which, as in `process 1 on node-a`. */
  | { readonly kind: 'held'; readonly by: string }
  /** It could not be locked; `reason` says why and what to do. */
  | { readonly kind: 'failed'; readonly reason: string };

/** A try fails only where another starter came in between, or cleared it away; then that one is asked. */
const TRIES = 20;

/**
 * Takes a state folder for this process, until `release` or the process's end, however it ends. Never rejects. Where the
 * folder is missing it is made; whoever has released it may delete it while it is empty.
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
    for (let tries = 0; tries < TRIES; tries++) {
      makeFolder(folder);
      const owner = await clearDead(lockOf(folder));
      if (owner !== undefined) return { kind: 'held', by: owner };
      const release = await claim(folder);
      if (release === undefined) continue;
      await clearLeftovers(folder).catch(() => undefined);
      return { kind: 'locked', release };
    }
    return {
      kind: 'failed',
      reason: `other podtails kept locking and unlocking the state folder ${folder}; try again`,
    };
  } catch (error) {
    const { message } = error as Error;
    const remedy = 'use a folder that podtail can write to, on a file system that supports UNIX sockets';
    return { kind: 'failed', reason: `${message}; ${remedy}` };
  }
}

const lockOf = (folder: string): string => path.join(folder, 'lock');
const PENDING = 'lock.';

/** Tries to become the owner of a lock that was free, and gives what ends that; undefined where another was faster. */
async function claim(folder: string): Promise<(() => void) | undefined> {
  const unique = randomBytes(6).toString('hex');
  const name = `${process.pid}@${hostName()}.${unique}`;
  const pending = path.join(folder, PENDING + unique);
  let socket: LockSocket | undefined;
  let isOwner = false;
  function leave(): void {
    socket?.close();
    for (const place of [pending, lockOf(folder)]) {
      attempt(() => fs.unlinkSync(path.join(place, name)));
      attempt(() => fs.rmdirSync(place));
    }
  }
  try {
    makeFolder(folder);
    fs.mkdirSync(pending, { mode: 0o700 });
  } catch (error) {
    // Whoever had the folder before has just deleted it.
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  try {
    socket = await listenOn(pending, name);
    fs.renameSync(pending, lockOf(folder));
    // The owner of that time may have deleted our socket as a leftover, just before we listened on it.
    isOwner = fs.existsSync(path.join(lockOf(folder), name));
  } catch (error) {
    const isTaken = hasCode(error, 'ENOTEMPTY', 'EEXIST');
    if (!isTaken && fs.existsSync(pending)) throw error;
  } finally {
    if (!isOwner) leave();
  }
  return isOwner ? leave : undefined;
}

/** Says whose living socket is in the folder, if one is, and deletes those of the dead. */
async function clearDead(folder: string): Promise<string | undefined> {
  for (const name of namesIn(folder)) {
    const state = await askSocket(folder, name);
    if (state === 'alive') return ownerOf(name);
    if (state === 'dead') fs.rmSync(path.join(folder, name), { force: true });
  }
  return undefined;
}

/** Deletes what starters left that were killed before they could take the lock or leave. */
async function clearLeftovers(folder: string): Promise<void> {
  for (const name of namesIn(folder)) {
    if (!name.startsWith(PENDING)) continue;
    const pending = path.join(folder, name);
    const starter = await clearDead(pending);
    if (starter === undefined) attempt(() => fs.rmdirSync(pending));
  }
}

function ownerOf(name: string): string {
  const [, pid, host] = /^(\d+)@(.*)\.[0-9a-f]+$/.exec(name) ?? [];
  return pid === undefined ? name : `process ${pid} on ${host}`;
}

/** This machine's or container's name, as far as it fits into a socket's address. */
function hostName(): string {
  return os
    .hostname()
    .replaceAll(/[^\w.-]/g, '_')
    .slice(0, 40);
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

/** Deletes what is there no more, or a folder that another has filled since: either is as good as done. */
function attempt(remove: () => void): void {
  try {
    remove();
  } catch {
    // A socket that stays is dead, and the next starter deletes it.
  }
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException).code ?? '');
}
