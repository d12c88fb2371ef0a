/** How the asking for labels and annotations of pods goes, so far as `kubernetes` is configured. */
export interface PodsStatus {
  /** Who is asked, in words. */
  readonly from: string;
  /** Pods with logs of which labels and annotations are known. */
  readonly known: number;
  /** Pods with logs of which nothing is known; some of them may be waiting for an answer. */
  readonly unknown: number;
  /** Questions, and how many of them brought no answer. */
  readonly asked: number;
  readonly failed: number;
  /** Why the last question brought no answer; left out where it did. */
  readonly problem?: string;
}
