/** The result of a conversion. */
export interface Conversion {
  /** podtail's configuration as plain values. */
  readonly config: PodtailValues;
  readonly remarks: readonly Remark[];
}

/** Values of podtail's configuration, as in a file. */
export interface PodtailValues {
  [key: string]: unknown;
  sinks: Values[];
  transforms: Values[];
}

export type Values = Record<string, unknown>;

/** A remark for the reader of the new file. */
export interface Remark {
  /** `lost`: podtail cannot do the same. `note`: podtail does it anyway, or in another place. */
  readonly kind: 'lost' | 'note';
  /** Line in the converted file, counted from 1. */
  readonly line: number;
  readonly text: string;
  /** The entry of podtail's configuration that it concerns. Not given: all of it. */
  readonly about?: Values;
}

/** A conversion in progress. */
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
