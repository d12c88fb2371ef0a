import { readFile, stat } from 'node:fs/promises';
import { type PodsByKey, parsePodList } from './parse-pod-list.js';
import type { PodDirectory } from './pod-directory.js';

/** A look at a file costs little: whoever writes it has most of the 2 s to add a new pod. */
const GAP = 250;
/** How often it is looked for a new pod at once, and after how many milliseconds later on. */
const SOON = 8;
const LATER = 5000;
/** The most bytes of a file that is read. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Reads pods out of a JSON file that something else writes (see `parsePodList`). It is read again once it has changed. */
export function createPodFile(file: string): PodDirectory {
  let known: { readonly version: string; readonly pods: PodsByKey } | undefined;
  return {
    name: file,
    gap: GAP,
    isComplete: false,
    retryAfter: (misses) => (misses < SOON ? GAP : LATER),
    async ask(signal) {
      try {
        const { mtimeNs, ino, size } = await stat(file, { bigint: true });
        const version = `${mtimeNs} ${ino} ${size}`;
        if (known?.version === version) return { kind: 'pods', pods: known.pods };
        if (size > MOST_BYTES) return { kind: 'failed', reason: `it has more than ${MOST_BYTES} bytes` };
        const parsed = parsePodList(await readFile(file, { encoding: 'utf8', signal }));
        if (!parsed.ok) return { kind: 'failed', reason: parsed.reason };
        known = { version, pods: parsed.pods };
        return { kind: 'pods', pods: parsed.pods };
      } catch (error) {
        const { code = '', message } = error as NodeJS.ErrnoException;
        return { kind: 'failed', reason: code === 'ENOENT' ? 'there is no such file' : message };
      }
    },
  };
}
