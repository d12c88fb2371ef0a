import { type ConfigLayer, mergeValues, valueAt } from './layer.js';
import type { ConfigPath } from './problem.js';

/** Merges two layers. The upper one takes precedence. */
export function layOver(lower: ConfigLayer, upper: ConfigLayer): ConfigLayer {
  return {
    values: mergeValues(lower.values, withLowerSink(lower.values, upper.values)),
    problems: [...lower.problems, ...upper.problems],
    references: [...(lower.references ?? []), ...(upper.references ?? [])],
    unknown: [...(lower.unknown ?? []), ...(upper.unknown ?? [])],
    placeOf: (path, part) =>
      depthOf(upper.values, path) >= Math.max(1, depthOf(lower.values, path))
        ? upper.placeOf(path, part)
        : lower.placeOf(path, part),
  };
}

/**
 * The upper values. If each layer has one sink, an incomplete upper sink completes the lower one: `--url` changes the
 * sink in the file, unless `--sink` names another type.
 */
function withLowerSink(lower: unknown, upper: unknown): unknown {
  const [above, below] = [loneSink(upper), loneSink(lower)];
  if (above === undefined || below === undefined) return upper;
  if (above.type !== undefined && above.type !== below.type) return upper;
  return { ...(upper as object), sinks: [{ ...below, ...above }] };
}

function loneSink(values: unknown): Record<string, unknown> | undefined {
  const sinks = valueAt(values, ['sinks']);
  return Array.isArray(sinks) && sinks.length === 1 ? (sinks[0] as Record<string, unknown>) : undefined;
}

/** The length of the path that exists. */
function depthOf(values: unknown, path: ConfigPath): number {
  const missing = path.findIndex((_, depth) => valueAt(values, path.slice(0, depth + 1)) === undefined);
  return missing < 0 ? path.length : missing;
}
