import type { PodsByKey } from './parse-pod-list.js';

/** What came of asking for the pods of the node. */
export type PodsAnswer =
  | { readonly kind: 'pods'; readonly pods: PodsByKey }
  /** Nothing is known. `reason` says what failed and what to do about it. */
  | { readonly kind: 'failed'; readonly reason: string };

/** Who knows the pods of this node. */
export interface PodDirectory {
  /** As in `the kubelet at https://10.0.0.7:10250`. */
  readonly name: string;
  /** The least time between two questions, in milliseconds. */
  readonly gap: number;
  /** Whether it knows each pod before the pod's first log is there: waiting for one that it does not know is in vain. */
  readonly isComplete: boolean;
  /** After how long it is asked again for a pod that `misses` answers before did not have, in milliseconds; Infinity for never. */
  retryAfter(misses: number): number;
  /** Asks for all pods of the node. Never rejects. */
  ask(signal: AbortSignal): Promise<PodsAnswer>;
}
