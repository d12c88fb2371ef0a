import type { LogSource } from '../record/log-source.js';

/** The fields of every record that do not come from its source or its line. */
export interface StaticFields {
  /** The name of the node, if it is known. */
  readonly node?: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The labels of a source's records. */
export function labelsOf({ labels }: StaticFields, source: LogSource): Readonly<Record<string, string>> {
  return source.labels === undefined ? labels : { ...labels, ...source.labels };
}
