import * as z from 'zod';
import type { LEVELS } from '../record/record-block.js';
import { choice, listFrom, listOf, section, text } from './fields.js';

/** Names of levels, least first. */
export const LEVEL_NAMES = [
  'trace',
  'debug',
  'info',
  'warn',
  'error',
  'fatal',
] as const satisfies (typeof LEVELS)[number][];

/** Levels that a `match` may name. `none`: the record has no known level. */
export const MATCHED_LEVELS = [...LEVEL_NAMES, 'none'] as const;

/** The keys of `transforms` that may find levels. */
interface LevelFinders {
  readonly json?: unknown;
  readonly parse?: unknown;
  readonly level?: unknown;
}

/** Whether entries of `transforms` find levels. Only then a `match` may name levels. */
export function findLevels(transforms: readonly LevelFinders[]): boolean {
  return transforms.some(({ json, parse, level }) => json !== undefined || parse !== undefined || level !== undefined);
}

/** Patterns over the names of a pod. */
export const nameFields = {
  namespace: listOf('patterns').prefault([]).describe('Only these namespaces. A leading ! excludes'),
  pod: listOf('patterns').prefault([]).describe('Only these pods. A leading ! excludes'),
  container: listOf('patterns').prefault([]).describe('Only these containers. A leading ! excludes'),
};

/** Patterns over the labels of a log. */
export const labelsField = z
  .record(text, listOf('patterns').min(1, { error: 'at least one pattern' }), {
    error: 'a mapping of names to lists of patterns',
  })
  .prefault({})
  .describe('Only logs whose labels have these values, by label name. A leading ! excludes');

/** Which records go to a sink. */
export const sinkMatchSchema = section({
  ...nameFields,
  labels: labelsField,
  stream: choice('stdout', 'stderr').exactOptional().describe('Only records of this stream'),
  level: listFrom(MATCHED_LEVELS)
    .exactOptional()
    .describe(`Only records of these levels (${LEVEL_NAMES.join(', ')}). none selects records without a known level`),
});
