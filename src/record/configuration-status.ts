/** The configuration in use, and the results of reloads. Times are milliseconds since 1970. */
export interface ConfigurationStatus {
  /** When the configuration in use was applied: at the start, or by the last accepted reload. */
  readonly loadedAt: number;
  /** The number of accepted reloads, with or without a change, and the number of refused ones. */
  readonly applied: number;
  readonly refused: number;
  /** The last reload; absent before the first. */
  readonly last?: ReloadStatus;
}

export interface ReloadStatus {
  readonly time: number;
  readonly result: 'applied' | 'refused';
  /** The top-level keys that changed. Empty if the reload was refused. */
  readonly changed: readonly string[];
  /** Why it was refused. Empty if it was applied. */
  readonly problems: readonly string[];
}
