import { hash, randomBytes } from 'node:crypto';
import type { LogSource } from '../../record/log-source.js';
import type { Fingerprint } from '../files/file-identity.js';

/** Bytes of an id: 22 characters of base64url (RFC 4648). */
const ID_BYTES = 16;

/**
 * Names a physical file for the ids of its records: 22 characters of `0-9A-Za-z_-` that depend only on the log's container
 * and on the file's first line. So they are the same when the file is rotated or compressed, and when podtail is started
 * again. Docker and CRI write the time into each line, to the nanosecond, so that no two files of a container begin alike.
 * The lines of other files may bear no time, and so such files need a birthmark.
 *
 * @param firstLine all of it; where that is shipped before it is whole, what there is of it
 * @param birthmark see `birthmarkOf`
 */
export function fileIdOf(source: LogSource, firstLine: Fingerprint, birthmark: string | undefined): string {
  const owner = birthmark === undefined ? ownerOf(source) : [...ownerOf(source), birthmark];
  const text = JSON.stringify([...owner, firstLine.length, firstLine.hash]);
  return hash('sha256', text, 'buffer').subarray(0, ID_BYTES).toString('base64url');
}

/**
 * Tells a file from all others that begin alike: its inode, which other files had before it and will have after it, and
 * when it was made. What is made of the file, such as a compressed one, has another, so that the birthmark has to be
 * saved before anything of the file is sent.
 */
export function birthmarkOf({ inode, bornAt }: { readonly inode: bigint; readonly bornAt: bigint }): string {
  return `${inode} ${bornAt}`;
}

/** A birthmark for a file that was written again, for its inode is that of what was in it before. */
export const newBirthmark: () => string = randomFileId;

/** Whether both ids are known, and name two files. */
export function areOfTwo(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

/** An id for what can never be read again: each stream is another file. */
export function randomFileId(): string {
  return randomBytes(ID_BYTES).toString('base64url');
}

/** What the container run is known by, wherever its log is found. */
function ownerOf({ path, metadata, containerId }: LogSource): string[] {
  if (containerId !== undefined) return ['docker', containerId];
  const { namespace, uid, container, restart } = metadata;
  // A configuration may give all but the number of restarts, which is in the names of the kubelet's logs alone.
  if (restart !== undefined) return ['pod', namespace ?? '', uid ?? '', container ?? '', String(restart)];
  return ['path', path, namespace ?? '', metadata.pod ?? '', uid ?? '', container ?? ''];
}
