import type { ConversionInProgress, Values } from './conversion.js';

/** The order in which podtail runs the steps of one entry of `transforms`. */
const ORDER = [
  'labels',
  'multiline',
  'json',
  'parse',
  'level',
  'rename',
  'count',
  'keep',
  'drop',
  'sample',
  'redact',
  'dedupe',
  'rateLimit',
] as const;
type Step = (typeof ORDER)[number];

/** Builds entries of `transforms` from the consecutive steps of another agent. */
export interface TransformList {
  /** The logs of the entries. Not given: all. */
  readonly match: Values | undefined;
  /** Adds a step, and returns its entry. Begins a new entry if the last one would run the step too early. */
  add(step: Step, value: unknown): Values;
  /** Begins a new entry, after all present ones. */
  begin(): void;
  /** The latest entry that has that step. */
  latest(step: Step): Values | undefined;
}

/** @param match whose logs; not given: all */
export function createTransformList({ config }: ConversionInProgress, match?: Values): TransformList {
  const entries: Values[] = [];
  let isEnded = false;
  return {
    match,
    add(step, value) {
      const current = entries.at(-1);
      const isLate =
        isEnded || current === undefined || ORDER.slice(ORDER.indexOf(step)).some((later) => later in current);
      const entry: Values = isLate ? (match === undefined ? {} : { match }) : current;
      if (isLate) {
        isEnded = false;
        entries.push(entry);
        config.transforms.push(entry);
      }
      entry[step] = value;
      return entry;
    },
    begin() {
      isEnded = true;
    },
    latest: (step) => entries.findLast((entry) => step in entry),
  };
}
