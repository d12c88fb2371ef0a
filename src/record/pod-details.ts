/** Metadata of a pod from the cluster. */
export interface PodDetails {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}
