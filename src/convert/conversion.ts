/** What became of another agent's configuration. */
export interface Conversion {
  /** What podtail's file says, as plain values. */
  readonly config: PodtailValues;
  readonly remarks: readonly Remark[];
}

/** Values of podtail's configuration, as a file has them. */
export interface PodtailValues {
  [key: string]: unknown;
  sinks: Values[];
  transforms: Values[];
}

export type Values = Record<string, unknown>;

/** Something that the reader of the new file has to know. */
export interface Remark {
  /** `lost`: podtail cannot do it, or not as it was. `note`: it is so by itself, or elsewhere. */
  readonly kind: 'lost' | 'note';
  /** In the file that was converted, counted from 1. */
  readonly line: number;
  readonly text: string;
  /** The entry of podtail's configuration that it is about; not given: all of it. */
  readonly about?: Values;
}

/** A conversion that is being made. */
export interface ConversionInProgress extends Conversion {
  readonly remarks: Remark[];
  lost(line: number, text: string, about?: Values): void;
  note(line: number, text: string, about?: Values): void;
}

export function createConversion(): ConversionInProgress {
  const remarks: Remark[] = [];
  const add = (kind: Remark['kind']) => (line: number, text: string, about?: Values) => {
    remarks.push({ kind, line, text, ...(about && { about }) });
  };
  return { config: { sinks: [], transforms: [] }, remarks, lost: add('lost'), note: add('note') };
}
