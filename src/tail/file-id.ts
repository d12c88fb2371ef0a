import { createHash, randomBytes } from 'node:crypto';
import type { LogSource } from '../record/log-source.js';
import type { Fingerprint } from './file-identity.js';

/** Bytes of an id: 22 characters of base64url (RFC 4648). */
const ID_BYTES = 16;

/**
 * Names a physical file for the ids of its records: 22 characters of `0-9A-Za-z_-` that depend only on the log's container
 * and on the file's first line. So they are the same when the file is rotated or compressed, and when podtail is started
 * again. Docker and CRI write the time into each line, to the nanosecond, so that no two files of a container begin alike.
 * The lines of other files may bear no time; there the inode tells files apart that begin alike, and so a file that was
 * compressed in the meantime has the same id only if podtail kept it with the file's position.
 *
 * @param firstLine all of it; where that is shipped before it is whole, what there is of it
 */
export function fileIdOf(source: LogSource, firstLine: Fingerprint, inode: bigint): string {
  const owner = source.writtenByRuntime ? ownerOf(source) : [...ownerOf(source), String(inode)];
  const text = JSON.stringify([...owner, firstLine.length, firstLine.hash]);
  return createHash('sha256').update(text).digest().subarray(0, ID_BYTES).toString('base64url');
}

/** An id for what can never be read again: each stream is another file. */
export function randomFileId(): string {
  return randomBytes(ID_BYTES).toString('base64url');
}

/** What the container run is known by, wherever its log is found. */
function ownerOf({ path, metadata, containerId }: LogSource): string[] {
  if (containerId !== undefined) return ['docker', containerId];
  const { namespace, uid, container, restart } = metadata;
  // A configuration may give all but the number of restarts, which stands in the names of the kubelet's logs alone.
  if (restart !== undefined) return ['pod', namespace ?? '', uid ?? '', container ?? '', String(restart)];
  return ['path', path, namespace ?? '', metadata.pod ?? '', uid ?? '', container ?? ''];
}
