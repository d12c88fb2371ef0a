import { createSeededClock } from '../../test/support/log-time.js';
import { createSeededRandom } from '../../test/support/seeded-random.js';
import type { InputProfile } from '../result.js';
import { createLinePool } from './line-pool.js';
import { createPodTree, type PodTree } from './pod-tree.js';
import { writeLog } from './write-log.js';

/** A tree of logs that are written and closed, ready to be read. */
export interface Input {
  readonly profile: InputProfile;
  readonly tree: PodTree;
  /** Of all files together. */
  readonly bytes: number;
  readonly lines: number;
}

export interface InputSize {
  /** At least this many, of all files together; the files are of about the same size. */
  readonly bytes: number;
  readonly files: number;
}

/** Writes an input into a folder that is not there yet; the same bytes for the same seed. */
export function writeInput(root: string, profile: InputProfile, size: InputSize, seed: number): Input {
  const tree = createPodTree(root, profile.format, size.files, seed);
  const random = createSeededRandom(seed);
  const source = { pool: createLinePool(random, profile), random, clock: createSeededClock(random) };
  let bytes = 0;
  let lines = 0;
  for (const run of tree.runs) {
    run.stop();
    const log = writeLog(run.files.liveFile, Math.ceil(size.bytes / size.files), source);
    bytes += log.bytes;
    lines += log.lines;
  }
  return { profile, tree, bytes, lines };
}
