import type { LogSource } from '../record/log-source.js';

/** What every record gets besides what its source and its line say. */
export interface StaticFields {
  /** The node's name, where it is known. */
  readonly node?: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The labels of a source's records. */
export function labelsOf({ labels }: StaticFields, source: LogSource): Readonly<Record<string, string>> {
  return source.labels === undefined ? labels : { ...labels, ...source.labels };
}
