/** What every record gets besides what its source and its line say. */
export interface StaticFields {
  /** The node's name, where it is known. */
  readonly node?: string;
  readonly labels: Readonly<Record<string, string>>;
}
