import type { BenchOptions, BenchPart } from './options.js';
import type { InputProfile } from './result.js';

/** How much is measured. Bytes are of input, of all files together. */
export interface Plan {
  /** Of the inputs that the quoted figures are about. */
  readonly headlineBytes: number;
  /** Of every other input; smaller, for time's sake. */
  readonly otherBytes: number;
  /** Of the one input that tail-file gets. */
  readonly tailFileBytes: number;
  readonly bigFileBytes: number;
  readonly manyFilesBytes: number;
  readonly manyFiles: number;
  readonly idleFiles: number;
  readonly idleSeconds: number;
  readonly latencyFiles: number;
  readonly latencySeconds: number;
  readonly latencyLinesPerSecond: number;
  /** Of the input whose records the servers look for in every body, so that they are slow. */
  readonly verifiedBytes: number;
}

/** What an output is larger than its input at most: short lines, and all that the path says added to each. */
const GROWTH = 3;

/** Makes the plan of a full run or of a smoke test; all sizes follow the headline's. */
export function makePlan({ smoke, megabytes }: Pick<BenchOptions, 'smoke' | 'megabytes'>): Plan {
  const headlineBytes = Math.round(megabytes * 1e6);
  return {
    headlineBytes,
    otherBytes: headlineBytes / 2,
    tailFileBytes: headlineBytes / 4,
    bigFileBytes: headlineBytes * 4,
    manyFilesBytes: headlineBytes * 2,
    manyFiles: smoke ? 100 : 500,
    idleFiles: smoke ? 100 : 1_000,
    idleSeconds: smoke ? 3 : 30,
    latencyFiles: 50,
    latencySeconds: smoke ? 2 : 20,
    latencyLinesPerSecond: 100,
    verifiedBytes: headlineBytes / 32,
  };
}

/** Bytes that the largest input and the largest output of it take on disk at the same time. */
export function neededBytes({ bigFileBytes, headlineBytes }: Plan, part: BenchPart): number {
  return (part === 'sinks' ? 2 * headlineBytes : bigFileBytes) * (1 + GROWTH);
}

/** Every kind of line, the quoted ones first. */
export const PROFILES: readonly InputProfile[] = (['usual', 'short', 'long'] as const).flatMap((length) =>
  (['few', 'many'] as const).flatMap((escapes) =>
    (['docker', 'cri'] as const).map((format) => ({ format, length, escapes })),
  ),
);
