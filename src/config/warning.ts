/** What is valid, and is hardly meant so. */
export interface ConfigWarning {
  readonly message: string;
  /** The name of the sink that it is about, if it is about one. */
  readonly sink?: string;
}
