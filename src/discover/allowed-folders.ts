import path from 'node:path';
import picomatch from 'picomatch';

/** Where the kubelet and Docker keep logs. */
const RUNTIME_FOLDERS = ['/var/lib/docker/containers', '/var/log/pods', '/var/log/containers'];

/**
 * The folders in which a link's target may lie: the fixed parts of the include globs, and those of `allowTarget`, or the
 * runtimes' own where it is empty. Absolute.
 */
export function allowedFolders(include: readonly string[], allowTarget: readonly string[]): string[] {
  const targets = allowTarget.length > 0 ? allowTarget : RUNTIME_FOLDERS;
  const folders = [...include.map(fixedFolder), ...targets].map((folder) => path.resolve(folder));
  return [...new Set(folders)];
}

/** Whether a file lies where the kubelet or Docker keeps logs. */
export function isInRuntimeFolder(file: string): boolean {
  return RUNTIME_FOLDERS.some((folder) => file.startsWith(`${folder}/`));
}

/** The part of a glob before its first magic character; the folder of a path that has none. */
function fixedFolder(glob: string): string {
  const { base, isGlob } = picomatch.scan(glob);
  return isGlob ? base : path.dirname(glob);
}
