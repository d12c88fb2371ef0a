/** Which configuration is in force, and what came of reloading it. Times are milliseconds since 1970. */
export interface ConfigurationStatus {
  /** When the configuration in force was taken: at the start, or by the last reload that was not refused. */
  readonly loadedAt: number;
  /** How often it was reloaded, with or without a change; and how often a new one was refused, and the old one continued. */
  readonly applied: number;
  readonly refused: number;
  /** The last reload; absent before the first. */
  readonly last?: ReloadStatus;
}

export interface ReloadStatus {
  readonly time: number;
  readonly result: 'applied' | 'refused';
  /** The keys that changed, at the top of the configuration; none where it was refused. */
  readonly changed: readonly string[];
  /** Why it was refused; none where it was applied. */
  readonly problems: readonly string[];
}
