/** What a message is about, as it appears in the structured log: paths, errno codes, counts. */
export type DiagnosticFields = Readonly<Record<string, string | number | boolean>>;

/**
 * What podtail says of itself, on standard error. A message says what happened, to which file or sink, and what to do.
 */
export interface Diagnostics {
  info(message: string, fields?: DiagnosticFields): void;
  warn(message: string, fields?: DiagnosticFields): void;
  error(message: string, fields?: DiagnosticFields): void;
  /**
   * Warns of a state that lasts (a dangling link, an unreadable file), once: the same key with the same message is
   * silent until `solved`.
   *
   * @param level not given: `warn`
   */
  problem(key: string, message: string, fields?: DiagnosticFields, level?: 'warn' | 'error'): void;
  /** Ends the problem of that key, if there is one; with a message, says so. */
  solved(key: string, message?: string, fields?: DiagnosticFields): void;
}
