/** A setting that is valid, but probably not intended. */
export interface ConfigWarning {
  readonly message: string;
  /** The name of the sink, if the warning concerns one. */
  readonly sink?: string;
}
