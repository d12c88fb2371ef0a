/** What the cluster says of a pod besides its names. */
export interface PodDetails {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}
