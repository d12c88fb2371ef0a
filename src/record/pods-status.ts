/** The status of requests for labels and annotations of pods, if `kubernetes` is configured. */
export interface PodsStatus {
  /** The source of the labels, as text. */
  readonly from: string;
  /** Pods with logs whose labels and annotations are known. */
  readonly known: number;
  /** Pods with logs of which nothing is known. podtail may still wait for an answer. */
  readonly unknown: number;
  /** Requests, and failed requests. */
  readonly asked: number;
  readonly failed: number;
  /** Why the last request failed. Absent if it succeeded. */
  readonly problem?: string;
}
