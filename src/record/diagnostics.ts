/** The fields of a message in the structured log: paths, errno codes, counts. */
export type DiagnosticFields = Readonly<Record<string, string | number | boolean>>;

/** podtail's own messages on standard error. A message says what happened, to which file or sink, and what to do. */
export interface Diagnostics {
  info(message: string, fields?: DiagnosticFields): void;
  warn(message: string, fields?: DiagnosticFields): void;
  error(message: string, fields?: DiagnosticFields): void;
  /**
   * Warns once about a lasting state (a dangling link, an unreadable file). The same key with the same message is not
   * logged again until `solved`.
   *
   * @param level not given: `warn`
   */
  problem(key: string, message: string, fields?: DiagnosticFields, level?: 'warn' | 'error'): void;
  /** Ends the problem with that key, if there is one, and logs the message, if it is given. */
  solved(key: string, message?: string, fields?: DiagnosticFields): void;
}
