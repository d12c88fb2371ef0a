import type { ConversionInProgress, Values } from './conversion.js';

/** The order in which podtail does what one entry of `transforms` asks for. */
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

/** The entries of `transforms` that come of steps which another agent takes one after the other. */
export interface TransformList {
  /** Whose logs the entries are for; not given: all. */
  readonly match: Values | undefined;
  /** Adds a step; a new entry begins where the one before would take it too early. Returns the entry. */
  add(step: Step, value: unknown): Values;
  /** What is added from now on comes after all that is there, whoever added it. */
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
