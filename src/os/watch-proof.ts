/** How far a folder's watch can be relied on: what it has told of, and what looks found that it had not told of. */
export interface WatchProof {
  /** Changes that looks found, and that the watch had not told of. */
  readonly misses: number;
  /** Events since the latest of them. */
  readonly events: number;
}

export const NO_MISSES: WatchProof = { misses: 0, events: 0 };

/** Events after the first miss that make a watch count again; ten times as many after each further one. */
const EVENTS_TO_PROVE = 10;

/** The watch has told of something. */
export function withEvent(proof: WatchProof): WatchProof {
  return proof.misses === 0 ? proof : { ...proof, events: proof.events + 1 };
}

/** A look found a change that the watch had not told of. */
export function withMiss({ misses }: WatchProof): WatchProof {
  return { misses: misses + 1, events: 0 };
}

/** Whether the watch counts as reliable. */
export function isProven({ misses, events }: WatchProof): boolean {
  return misses === 0 || events >= EVENTS_TO_PROVE ** misses;
}
